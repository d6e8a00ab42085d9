import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { missing } from "./missing.ts";

/** Where this database keeps pg_stat_statements, and how it is set. */
export interface Source {
  /** Quoted. */
  readonly schema: string;
  /** Of the extension: `1.12`. */
  readonly version: string;
  /** Of its view; they differ between versions. */
  readonly columns: ReadonlySet<string>;
  /** ISO; null where nothing tells: before version 1.9. */
  readonly since: string | null;
  /** Statements that were forgotten since then because there were too many; null as above. */
  readonly forgotten: number | null;
  /** The texts of other roles' statements are shown. */
  readonly seesAll: boolean;
  /** `track_io_timing`: without it the times of reading and writing are 0. */
  readonly timesIo: boolean;
  /** `pg_stat_statements.track_planning`: without it the times of planning are 0. */
  readonly timesPlanning: boolean;
}

interface SourceRow extends Record<string, unknown> {
  readonly schema: string | null;
  readonly version: string | null;
  readonly usable: boolean | null;
  readonly columns: string | null;
  readonly has_info: boolean | null;
  /** Who may create it; null where it is not to be had. */
  readonly creator: string | null;
  readonly track: string | null;
  readonly query_id: string | null;
  readonly sees_all: boolean;
  readonly times_io: boolean;
  readonly times_planning: boolean;
}

/** `pg_stat_statements.track` has no value where the library is not loaded; shared_preload_libraries itself is not for everybody. */
const sql = `
select n.nspname as schema, e.extversion as version,
       pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_table_privilege(v.oid, 'select') as usable,
       (select pg_catalog.string_agg(a.attname, ' ') from pg_catalog.pg_attribute a
        where a.attrelid = v.oid and a.attnum > 0 and not a.attisdropped) as columns,
       i.oid is not null as has_info,
       (select case when pg_catalog.bool_or(x.trusted) then 'the owner of the database' else 'a superuser' end
        from pg_catalog.pg_available_extension_versions x where x.name = 'pg_stat_statements') as creator,
       pg_catalog.current_setting('pg_stat_statements.track', true) as track,
       pg_catalog.current_setting('compute_query_id', true) as query_id,
       pg_catalog.pg_has_role('pg_read_all_stats', 'usage') as sees_all,
       pg_catalog.current_setting('track_io_timing') = 'on' as times_io,
       coalesce(pg_catalog.current_setting('pg_stat_statements.track_planning', true) = 'on', false) as times_planning
from (values (1)) one(row)
left join pg_catalog.pg_extension e on e.extname = 'pg_stat_statements'
left join pg_catalog.pg_namespace n on n.oid = e.extnamespace
left join pg_catalog.pg_class v on v.relnamespace = n.oid and v.relname = 'pg_stat_statements'
left join pg_catalog.pg_class i on i.relnamespace = n.oid and i.relname = 'pg_stat_statements_info'`;

/**
 * Finds pg_stat_statements wherever it is installed. Throws UNSUPPORTED or PERMISSION with the way to have it when it is missing, not
 * loaded, switched off or not readable.
 */
export async function findSource(session: Session): Promise<Source> {
  const [row] = await session.query<SourceRow>(sql);
  if (row === undefined || row.schema === null || row.version === null)
    throw missing.extension(session.target, row?.creator ?? null);
  if (row.track === null) throw missing.library();
  if (row.usable !== true) throw missing.privilege(session.target, row.schema);
  if (row.track === "none") throw missing.tracking();
  if (row.query_id === "off") throw missing.queryId();
  const schema = quoteIdentifier(row.schema);
  const info = row.has_info === true ? await readInfo(session, schema) : undefined;
  return {
    schema,
    version: row.version,
    columns: new Set(row.columns?.split(" ")),
    since: info?.since ?? null,
    forgotten: info?.forgotten ?? null,
    seesAll: row.sees_all,
    timesIo: row.times_io,
    timesPlanning: row.times_planning,
  };
}

interface Info extends Record<string, unknown> {
  readonly since: string | null;
  readonly forgotten: number;
}

/** Version 1.9 brought the view. A placeholder setting may pretend that the library is loaded: then it is this query that fails. */
async function readInfo(session: Session, schema: string): Promise<Info | undefined> {
  try {
    const [info] = await session.query<Info>(
      `select pg_catalog.to_char(stats_reset at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
              dealloc::float8 as forgotten
       from ${schema}.pg_stat_statements_info`,
    );
    return info;
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate === "55000") throw missing.library(error);
    throw error;
  }
}
