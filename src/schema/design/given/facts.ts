import type { Session } from "../../../core/session.ts";
import type { Design } from "../tables.ts";

/** What a live database has of what a design speaks of. */
export interface Facts {
  /** Types by column, as Postgres prints them, by table. */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Columns by which one row is told, by table. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
  readonly types: ReadonlySet<string>;
  /** Bodies of routines without arguments. */
  readonly routines: ReadonlyMap<string, string>;
}

/** Reads names and types, no rows. */
export async function readFacts(session: Session, { model }: Design): Promise<Facts> {
  const columns = await session.query<{ table: string; column: string; type: string }>(
    `select c.relname as table, a.attname as column, pg_catalog.format_type(a.atttypid, a.atttypmod) as type
     from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname = $1 and c.relkind in ('r', 'p')`,
    [model.schema],
  );
  const keys = await session.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column
     from pg_catalog.pg_index i
     join pg_catalog.pg_class c on c.oid = i.indrelid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
     where n.nspname = $1 and i.indisunique and i.indnkeyatts = 1 and i.indimmediate and i.indisvalid
       and i.indpred is null`,
    [model.schema],
  );
  const types = await session.query<{ name: string }>(
    `select t.typname as name from pg_catalog.pg_type t
     join pg_catalog.pg_namespace n on n.oid = t.typnamespace where n.nspname = $1`,
    [model.schema],
  );
  const routines = await session.query<{ name: string; body: string }>(
    `select p.proname as name, p.prosrc as body from pg_catalog.pg_proc p
     join pg_catalog.pg_namespace n on n.oid = p.pronamespace where n.nspname = $1 and p.pronargs = 0`,
    [model.schema],
  );
  const facts = {
    tables: new Map<string, Map<string, string>>(),
    keys: new Map<string, Set<string>>(),
  };
  for (const { table, column, type } of columns)
    facts.tables.set(table, (facts.tables.get(table) ?? new Map()).set(column, type));
  for (const { table, column } of keys)
    facts.keys.set(table, (facts.keys.get(table) ?? new Set()).add(column));
  return {
    ...facts,
    types: new Set(types.map(({ name }) => name)),
    routines: new Map(routines.map(({ name, body }) => [name, body])),
  };
}
