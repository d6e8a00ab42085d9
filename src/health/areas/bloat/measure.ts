import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Relation } from "./estimate.ts";

/** What pgstattuple found: bytes that hold neither rows nor what the fillfactor leaves free. */
export interface Measured {
  readonly wasted: number;
}

/** An index is read whole; a table only where VACUUM has left no mark that all of a page is visible. */
const [MOST_OF_INDEX, MOST_OF_TABLE] = [128 * 1_048_576, 1_024 * 1_048_576];

/** The schema of pgstattuple, where the database has it and this role may call it. */
export async function findPgstattuple(session: Session): Promise<string | undefined> {
  const [row] = await session.query<{ schema: string }>(
    `select n.nspname as schema
       from pg_catalog.pg_extension e
       join pg_catalog.pg_namespace n on n.oid = e.extnamespace and pg_catalog.has_schema_privilege(n.oid, 'USAGE')
      where e.extname = 'pgstattuple'
        and (select bool_and(pg_catalog.has_function_privilege(p.oid, 'EXECUTE')) from pg_catalog.pg_proc p
              where p.pronamespace = n.oid and p.proname in ('pgstattuple_approx', 'pgstatindex'))`,
  );
  return row?.schema;
}

/** Undefined where it is too large to be read now, locked, or not read in time; the transaction goes on. */
export async function measureBloat(
  session: Session,
  schema: string,
  { kind, oid, bytes }: Relation,
): Promise<Measured | undefined> {
  if (bytes > (kind === "table" ? MOST_OF_TABLE : MOST_OF_INDEX)) return undefined;
  const sql = (kind === "table" ? ofTable : ofIndex)(quoteIdentifier(schema));
  await session.query("savepoint bloat");
  try {
    const [row] = await session.query<{ wasted: number | null }>(sql, [String(oid)]);
    await session.query("release savepoint bloat");
    return typeof row?.wasted === "number" ? { wasted: row.wasted } : undefined;
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
    await session.query("rollback to savepoint bloat");
    return undefined;
  }
}

const ofTable = (schema: string): string => `
  select (approx_free_space + dead_tuple_len
          - table_len * (1 - coalesce((select option_value::float8 from pg_catalog.pg_class c, pg_catalog.pg_options_to_table(c.reloptions)
                                        where c.oid = $1::pg_catalog.oid and option_name = 'fillfactor'), 100) / 100))::float8 as wasted
    from ${schema}.pgstattuple_approx($1::pg_catalog.oid::pg_catalog.regclass)`;

/** Leaves are filled to nine tenths when they are built. */
const ofIndex = (schema: string): string => `
  select case when avg_leaf_density = 'NaN' then 0
              else greatest(index_size - leaf_pages * pg_catalog.current_setting('block_size')::float8 * avg_leaf_density / 90, 0) end as wasted
    from ${schema}.pgstatindex($1::pg_catalog.oid::pg_catalog.regclass)`;
