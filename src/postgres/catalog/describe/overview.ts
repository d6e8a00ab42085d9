import type { Session } from "../../../core/session.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { ownObject, userSchema } from "../read/scope.ts";
import { jsonRows } from "../read/source.ts";
import { optional } from "./text-limits.ts";

export interface SchemaDescription {
  name: string;
  tables: number;
  comment?: string;
}

export interface ExtensionDescription {
  name: string;
  version: string;
}

export interface Overview {
  readonly bytes: number | null;
  readonly schemas: readonly SchemaDescription[];
  readonly extensions: readonly ExtensionDescription[];
}

/** Of a database with a schema per tenant, the first ones are enough to see the pattern. */
const SCHEMAS = 50;
const COMMENT = 200;
/** What initdb says of `public`. */
const STANDARD = "standard public schema";

const schemas = `
  select n.nspname as name, left(obj_description(n.oid, 'pg_namespace'), ${COMMENT}) as comment,
         (select count(*) from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'p', 'f')
             and not c.relispartition) as tables
    from pg_namespace n
   where ${userSchema("n")} and ${ownObject("pg_namespace", "n.oid")} and ($1::text[] is null or n.nspname = any ($1))
   order by n.nspname collate "C" limit ${SCHEMAS}`;

const database = `
  select (select json_agg(json_build_object('name', e.extname, 'version', e.extversion) order by e.extname)
            from pg_extension e where e.extname <> 'plpgsql') as extensions,
         case when has_database_privilege(current_database(), 'connect')
              then pg_database_size(current_database()) end as bytes`;

/** What stands above the objects: size, schemas with their numbers of tables, extensions but for plpgsql. */
export async function readOverview(
  session: Session,
  only: readonly string[] | undefined,
): Promise<Overview> {
  const found = await jsonRows<{ name: string; comment: string | null; tables: number }>(
    session,
    schemas,
    [only ?? null],
  );
  const [row] = await jsonRows<{
    bytes: number | null;
    extensions: ExtensionDescription[] | null;
  }>(session, database);
  return {
    bytes: row?.bytes ?? null,
    schemas: found.map(({ name, tables, comment }) => ({
      name: quoteIdentifier(name),
      tables,
      ...optional("comment", comment, STANDARD),
    })),
    extensions: row?.extensions ?? [],
  };
}
