import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import type { Setting } from "../types.ts";

/**
 * What the planner reads, and what decides the meaning of a query's text: names and times. The search path is what it led to here,
 * because `$user` is somebody else on the twin.
 */
const sql = `
  select name, case when name = 'search_path'
           then (select coalesce(string_agg(quote_ident(s), ', '), '') from unnest(current_schemas(false)) s)
           else current_setting(name) end as value
    from pg_settings
   where context in ('user', 'superuser')
     and (category ~ '^Query Tuning' and name <> 'default_statistics_target'
      or name in ('work_mem', 'hash_mem_multiplier', 'temp_buffers', 'max_parallel_workers_per_gather',
                  'max_parallel_workers', 'parallel_leader_participation', 'effective_io_concurrency',
                  'search_path', 'TimeZone', 'DateStyle', 'IntervalStyle'))
   order by name`;

/** Ways of planning that can be switched off, by the version that brought them: the planner of an original before it has none. */
const broughtBy: readonly (readonly [version: number, name: string])[] = [
  [160_000, "enable_presorted_aggregate"],
  [170_000, "enable_group_by_reordering"],
  [180_000, "enable_distinct_reordering"],
  [180_000, "enable_self_join_elimination"],
];

export async function readSettings(session: Session): Promise<Setting[]> {
  const lacking = broughtBy.filter(([version]) => session.version < version);
  return [
    ...(await jsonRows<Setting>(session, sql)),
    ...lacking.map(([, name]) => ({ name, value: "off" })),
  ];
}
