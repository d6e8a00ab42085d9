import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { qualified } from "../../sql/quote.ts";

/** What is to be known of a database before it is imported. */
export interface Survey {
  readonly version: string;
  readonly database: string;
  readonly oid: number;
  readonly encoding: string;
  readonly collation: string;
  readonly bytes: number;
  readonly superuser: boolean;
  readonly logical: boolean;
  readonly largeObjects: number;
}

const SQL = `
  select pg_catalog.current_setting('server_version') as version, d.datname as database, d.oid::int8 as oid,
         pg_catalog.pg_encoding_to_char(d.encoding) as encoding, d.datcollate as collation,
         pg_catalog.pg_database_size(d.oid) as bytes,
         pg_catalog.current_setting('is_superuser') = 'on' as superuser,
         pg_catalog.current_setting('wal_level') = 'logical' as logical,
         (select pg_catalog.count(*) from pg_catalog.pg_largeobject_metadata) as "largeObjects"
    from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()`;

/** Asked of either side. */
export async function readSurvey(session: Session): Promise<Survey> {
  const [row] = await jsonRows<Survey>(session, SQL);
  if (row === undefined) throw new Error("a database without an entry in pg_database");
  return row;
}

/** Extensions that this server could install. */
export async function readAvailable(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ name: string }>(
    "select name::text as name from pg_catalog.pg_available_extensions",
  );
  return new Set(rows.map(({ name }) => name));
}

export async function readRoles(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ name: string }>(
    "select rolname::text as name from pg_catalog.pg_roles",
  );
  return new Set(rows.map(({ name }) => name));
}

/** Qualified names, as they are quoted where they have to be. */
export async function readTables(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ schema: string; name: string }>(
    `select n.nspname::text as schema, c.relname::text as name from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p')`,
  );
  return new Set(rows.map(({ schema, name }) => qualified(schema, name)));
}
