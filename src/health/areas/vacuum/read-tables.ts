import type { Session } from "../../../core/session.ts";
import { ownObject, userSchema } from "../../../postgres/catalog/read/scope.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";

/** A table as autovacuum's launcher judges it. */
export interface VacuumTable {
  /** Qualified and quoted. */
  readonly name: string;
  /** As the planner believes; -1 where neither VACUUM nor ANALYZE has counted. */
  readonly rows: number;
  readonly live: number;
  readonly dead: number;
  /** Rows written since the last ANALYZE. */
  readonly modified: number;
  readonly inserted: number;
  readonly rewritten: number;
  /** Dead rows after which autovacuum comes, by the settings and the table's own. */
  readonly vacuumAt: number;
  readonly analyzeAt: number;
  /** The table's own `autovacuum_enabled`. */
  readonly enabled: boolean;
  /** ISO 8601, by hand or by itself; null since the counters began. */
  readonly vacuumedAt: string | null;
  readonly analyzedAt: string | null;
  /** The planner has statistics of its columns; null where this role may not know. */
  readonly analyzed: boolean | null;
}

/** `autovacuum.c`, relation_needs_vacanalyze: threshold plus scale times rows; from 18 on at most `autovacuum_vacuum_max_threshold`. */
const tables = `
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as name, c.reltuples::float8 as rows,
         s.n_live_tup as live, s.n_dead_tup as dead, s.n_mod_since_analyze as modified,
         s.n_tup_ins as inserted, s.n_tup_upd + s.n_tup_del as rewritten,
         case when most.rows >= 0 then least(at.vacuum, most.rows) else at.vacuum end as "vacuumAt", at.analyze as "analyzeAt",
         coalesce(own.enabled, true) as enabled,
         greatest(s.last_vacuum, s.last_autovacuum) as "vacuumedAt", greatest(s.last_analyze, s.last_autoanalyze) as "analyzedAt",
         case when pg_catalog.has_table_privilege(c.oid, 'SELECT') and not pg_catalog.row_security_active(c.oid)
              then exists (select from pg_catalog.pg_stats p where p.schemaname = n.nspname and p.tablename = c.relname) end as analyzed
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_stat_all_tables s on s.relid = c.oid
    cross join lateral (
      select max(option_value) filter (where option_name = 'autovacuum_enabled')::boolean as enabled,
             max(option_value) filter (where option_name = 'autovacuum_vacuum_threshold')::float8 as vacuum_threshold,
             max(option_value) filter (where option_name = 'autovacuum_vacuum_scale_factor')::float8 as vacuum_scale,
             max(option_value) filter (where option_name = 'autovacuum_vacuum_max_threshold')::float8 as vacuum_most,
             max(option_value) filter (where option_name = 'autovacuum_analyze_threshold')::float8 as analyze_threshold,
             max(option_value) filter (where option_name = 'autovacuum_analyze_scale_factor')::float8 as analyze_scale
        from pg_catalog.pg_options_to_table(c.reloptions)) own
    cross join lateral (
      select coalesce(own.vacuum_threshold, pg_catalog.current_setting('autovacuum_vacuum_threshold')::float8)
             + coalesce(own.vacuum_scale, pg_catalog.current_setting('autovacuum_vacuum_scale_factor')::float8) * greatest(c.reltuples, 0) as vacuum,
             coalesce(own.analyze_threshold, pg_catalog.current_setting('autovacuum_analyze_threshold')::float8)
             + coalesce(own.analyze_scale, pg_catalog.current_setting('autovacuum_analyze_scale_factor')::float8) * greatest(c.reltuples, 0) as analyze) at
    cross join lateral (
      select coalesce(own.vacuum_most, pg_catalog.current_setting('autovacuum_vacuum_max_threshold', true)::float8, -1) as rows) most
   where c.relkind in ('r', 'm') and c.relpersistence <> 't' and ${userSchema("n")} and ${ownObject("pg_catalog.pg_class", "c.oid")}`;

export const readVacuumTables = (session: Session): Promise<VacuumTable[]> =>
  jsonRows<VacuumTable>(session, tables);

/** A VACUUM that runs. What this role may not see of it is null. */
export interface RunningVacuum {
  readonly table: string | null;
  readonly phase: string | null;
  /** Of 1, of the heap's blocks. */
  readonly scanned: number | null;
  /** How often it has gone through the indexes: more than once where it has too little memory for the dead rows. */
  readonly indexPasses: number | null;
}

const running = `
  select (select pg_catalog.format('%I.%I', n.nspname, c.relname) from pg_catalog.pg_class c
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = p.relid) as "table",
         p.phase, p.heap_blks_scanned::float8 / nullif(p.heap_blks_total, 0) as scanned, p.index_vacuum_count as "indexPasses"
    from pg_catalog.pg_stat_progress_vacuum p
   where p.datname = pg_catalog.current_database()`;

export const readRunningVacuums = (session: Session): Promise<RunningVacuum[]> =>
  jsonRows<RunningVacuum>(session, running);

export interface AutovacuumState {
  /** `autovacuum` and `track_counts`, without which it does not run. */
  readonly on: boolean;
  readonly workers: number;
  readonly mostWorkers: number;
}

const state = `
  select pg_catalog.current_setting('autovacuum')::boolean and pg_catalog.current_setting('track_counts')::boolean as "on",
         (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'autovacuum worker') as workers,
         pg_catalog.current_setting('autovacuum_max_workers')::int as "mostWorkers"`;

export async function readAutovacuum(session: Session): Promise<AutovacuumState> {
  const [row] = await jsonRows<AutovacuumState>(session, state);
  return row ?? { on: true, workers: 0, mostWorkers: 0 };
}
