import type { PlanName } from "../../core/neon-facts.ts";
import { planFor } from "../../core/plan.ts";
import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import type { Area, HealthContext } from "../area.ts";
import { code, reportOf } from "../judge.ts";
import { bytes } from "../words.ts";
import { limitOf, nearLimit, type Sizes } from "./storage/limit.ts";

const [HOUR, DAY] = [3_600, 86_400];

/**
 * Sizes of databases are those of their files. Those of tables are what VACUUM last saw, with their indexes and what is out of line:
 * asking for the size of one that somebody has locked waits.
 */
const sizes = `
  with relations as (
    select c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname) as name, c.reltuples,
           (c.relpages + coalesce((select sum(x.relpages) from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
                                    where i.indrelid in (c.oid, c.reltoastrelid)), 0)
            + coalesce((select t.relpages from pg_catalog.pg_class t where t.oid = c.reltoastrelid), 0))
           * pg_catalog.current_setting('block_size')::float8 as bytes
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema'))
  select (select sum(pg_catalog.pg_database_size(oid)) from pg_catalog.pg_database
           where pg_catalog.has_database_privilege(oid, 'CONNECT') or pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE'))::float8 as all,
         pg_catalog.pg_database_size(pg_catalog.current_database())::float8 as here,
         (select wal_bytes from pg_catalog.pg_stat_wal)::float8 as wal,
         (select extract(epoch from pg_catalog.clock_timestamp() - stats_reset) from pg_catalog.pg_stat_wal)::float8 as "walSeconds",
         (select coalesce(json_agg(l), '[]') from (select name, bytes from relations order by bytes desc limit 5) l) as largest,
         (select coalesce(sum(greatest(s.n_tup_ins - s.n_tup_del, 0) * r.bytes / r.reltuples), 0)
            from relations r join pg_catalog.pg_stat_all_tables s on s.relid = r.oid where r.reltuples > 0)::float8
           / extract(epoch from pg_catalog.clock_timestamp() - coalesce((select stats_reset from pg_catalog.pg_stat_database where datname = pg_catalog.current_database()),
                                                                        (select stats_reset from pg_catalog.pg_stat_bgwriter)))::float8 as growth,
         extract(epoch from pg_catalog.clock_timestamp() - coalesce((select stats_reset from pg_catalog.pg_stat_database where datname = pg_catalog.current_database()),
                                                                    (select stats_reset from pg_catalog.pg_stat_bgwriter)))::float8 as "growthSeconds"`;

export const storage: Area = {
  name: "storage",

  async read(context) {
    const now = await readSizes(context.session);
    const plan = await readPlan(context);
    const perDay = now.growthSeconds < HOUR ? undefined : now.growth * DAY;
    const walPerHour = now.walSeconds < HOUR ? undefined : (now.wal / now.walSeconds) * HOUR;
    const [largest] = now.largest;
    const pace = perDay === undefined ? "" : `, growing by some ${bytes(perDay)} a day (estimated)`;
    const most =
      largest === undefined ? "" : `; largest: ${code(largest.name)}, ${bytes(largest.bytes)}`;
    return reportOf([...nearLimit({ ...now, perDay }, plan)], {
      summary: `${bytes(now.here)} in this database, ${bytes(now.all)} in all${pace}${most}.`,
      figures: {
        database_bytes: now.here,
        all_databases_bytes: now.all,
        growth_bytes_per_day: perDay === undefined ? null : Math.round(perDay),
        wal_bytes_per_hour: walPerHour === undefined ? null : Math.round(walPerHour),
        largest: now.largest
          .map(({ name, bytes: size }) => `${code(name)} ${bytes(size)}`)
          .join(", "),
        plan: plan ?? null,
        limit_bytes: plan === undefined ? null : (limitOf(plan) ?? null),
      },
    });
  },

  // what is much depends on the plan, and no threshold suits all
  alerts: [],
};

interface Read extends Omit<Sizes, "perDay"> {
  readonly here: number;
  /** Written since its counters began, and how long that is. */
  readonly wal: number;
  readonly walSeconds: number;
  /** Bytes that came in a second, by the rows that were inserted and not deleted; counted for so long. */
  readonly growth: number;
  readonly growthSeconds: number;
}

async function readSizes(session: Session): Promise<Read> {
  const [row] = await jsonRows<Read>(session, sizes);
  if (row === undefined) throw new Error("a query of one row returned none");
  return row;
}

async function readPlan({ compute, deps, call }: HealthContext): Promise<PlanName | undefined> {
  if (compute === undefined) return undefined;
  return planFor(await deps.neon("read"), compute.project.id, call.signal);
}
