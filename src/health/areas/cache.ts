import { quoteIdentifier } from "../../sql/quote.ts";
import type { Area, AreaReport, HealthContext } from "../area.ts";
import { type Observation, reportOf } from "../judge.ts";
import { bytes, duration, percent, rounded } from "../words.ts";

/** Found in shared buffers; a server that reads much of what it needs elsewhere is slow, not broken. */
const BUFFERS_WATCH = 0.9;
/** Of the Local File Cache. Neon advises 99 % for many short statements. https://neon.com/docs/extensions/neon */
const FILE_CACHE_WATCH = 0.97;
/** Fewer reads than these (800 MB) fill a cache, and say nothing of how it serves. */
const LEAST_READ = 100_000;
/** Nor do counters that have counted for less. */
const LEAST_SECONDS = 600;

interface Counters extends Record<string, unknown> {
  readonly hit: number;
  readonly read: number;
  readonly seconds: number;
  readonly buffers: number;
  readonly schema: string | null;
  readonly available: boolean;
  readonly limit: number | null;
  readonly measuresWorkingSet: boolean;
}

const sql = `
select d.blks_hit::float8 as hit, d.blks_read::float8 as read,
       pg_catalog.pg_size_bytes(pg_catalog.current_setting('shared_buffers'))::float8 as buffers,
       extract(epoch from pg_catalog.clock_timestamp() - coalesce(d.stats_reset, (select b.stats_reset from pg_catalog.pg_stat_bgwriter b), pg_catalog.pg_postmaster_start_time()))::float8 as seconds,
       n.nspname as schema, exists (select from pg_catalog.pg_available_extensions x where x.name = 'neon') as available,
       pg_catalog.pg_size_bytes(nullif(pg_catalog.current_setting('neon.file_cache_size_limit', true), ''))::float8 as limit,
       exists (select from pg_catalog.pg_proc p where p.pronamespace = v.relnamespace and p.proname = 'approximate_working_set_size_seconds') as "measuresWorkingSet"
from pg_catalog.pg_stat_database d
left join (pg_catalog.pg_depend e join pg_catalog.pg_class v on v.oid = e.objid and v.relname = 'neon_stat_file_cache')
  on e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.deptype = 'e'
  and e.refobjid = (select x.oid from pg_catalog.pg_extension x where x.extname = 'neon') and pg_catalog.has_table_privilege(v.oid, 'select')
left join pg_catalog.pg_namespace n on n.oid = v.relnamespace
where d.datname = pg_catalog.current_database() limit 1`;

interface FileCache extends Record<string, unknown> {
  readonly hits: number;
  readonly misses: number;
  /** Bytes that were needed within the last hour. */
  readonly workingSet: number | null;
}

/** The view and the function of the `neon` extension, in whatever schema it is; a view of that name that is not the extension's is nobody's to run. Pages have 8 kB. */
const fileCacheSql = (schema: string, measuresWorkingSet: boolean): string => `
select f.file_cache_hits::float8 as hits, f.file_cache_misses::float8 as misses,
       ${measuresWorkingSet ? `${schema}.approximate_working_set_size_seconds(3600)::float8 * 8192` : "null::float8"} as "workingSet"
from ${schema}.neon_stat_file_cache f`;

export const cache: Area = {
  name: "cache",
  async read(context) {
    const [counters] = await context.session.query<Counters>(sql);
    if (counters === undefined) throw new Error("pg_stat_database has no row of this database");
    const { schema, measuresWorkingSet } = counters;
    const [files] =
      schema === null
        ? []
        : await context.session.query<FileCache>(
            fileCacheSql(quoteIdentifier(schema), measuresWorkingSet),
          );
    return files === undefined
      ? reportBuffers(counters, context)
      : reportFiles(counters, files, context);
  },
  alerts: [
    {
      name: "postgres_buffers_hit_ratio",
      sql: `select coalesce(sum(blks_hit)::float8 / nullif(sum(blks_hit) + sum(blks_read), 0), 1) as value from pg_catalog.pg_stat_database`,
      watch: BUFFERS_WATCH,
      act: 0.5,
      direction: "below",
      forSeconds: 1_800,
    },
  ],
};

function reportBuffers(counters: Counters, context: HealthContext): AreaReport {
  const { hit, read, seconds, buffers, available } = counters;
  const { isNeon } = context;
  const ratio = hit + read === 0 ? null : hit / (hit + read);
  // a Neon's shared buffers are small whatever its size: the Local File Cache is what serves there
  const judges = !isNeon && read >= LEAST_READ && seconds >= LEAST_SECONDS * context.timeScale;
  const isLow = judges && ratio !== null && ratio < BUFFERS_WATCH;
  const worth = judges || isNeon ? "" : ", too few to judge by";
  const observations: Observation[] = [
    ...(isLow ? [lowBuffers(ratio, counters)] : []),
    ...(isNeon && available
      ? [
          {
            rule: "file-cache-not-shown",
            level: "info" as const,
            object: "extension neon",
            message:
              "How much the Local File Cache serves, and how large the working set is, shows after the extension neon is created.",
            evidence: "rule" as const,
            fix: "create extension neon;",
          },
        ]
      : []),
  ];
  return reportOf(observations, {
    summary: `${ratio === null ? "Nothing read" : `${percent(ratio)} of blocks found in shared buffers (${bytes(buffers)})`} in ${duration(seconds)}${worth}.`,
    figures: {
      hit_ratio: ratio === null ? null : rounded(ratio),
      blocks_read: read,
      shared_buffers_bytes: buffers,
      counted_seconds: rounded(seconds),
    },
  });
}

const lowBuffers = (ratio: number, { read, seconds, buffers }: Counters): Observation => ({
  rule: "cache-misses",
  level: "warning",
  object: "shared_buffers",
  message: `Only ${percent(ratio)} of blocks were found in shared buffers (${bytes(buffers)}) in ${duration(seconds)}; ${bytes(read * 8192)} came from the system's cache or the disk. First what reads too much: find_slow_queries with order io; then shared_buffers, a quarter of the memory (restart).`,
  evidence: "measured",
});

function reportFiles(
  { hit, read, seconds, limit }: Counters,
  { hits, misses, workingSet }: FileCache,
  { timeScale }: HealthContext,
): AreaReport {
  const ratio = hits + misses === 0 ? null : hits / (hits + misses);
  const judges = hits + misses >= LEAST_READ && seconds >= LEAST_SECONDS * timeScale;
  const isLow = judges && ratio !== null && ratio < FILE_CACHE_WATCH;
  const isSmall = limit !== null && limit > 0 && workingSet !== null && workingSet > limit;
  const sizes =
    workingSet === null
      ? ""
      : `; working set of an hour ${bytes(workingSet)}${limit === null ? "" : ` of ${bytes(limit)}`}`;
  return reportOf(
    isLow || (isSmall && judges)
      ? [
          {
            rule: "file-cache-misses",
            level: "warning",
            object: "Local File Cache",
            message: `${ratio === null ? "" : `${percent(ratio)} of what shared buffers missed was in the Local File Cache`}${sizes}; the rest came over the network from storage. ${isSmall ? "The compute is too small for what it reads: a larger minimum size keeps more (configure_compute), a suspend empties it." : "After a suspend the cache is empty: a longer suspend time, or less reading (find_slow_queries with order io)."}`,
            evidence: "measured",
          },
        ]
      : [],
    {
      summary: `${ratio === null ? "Nothing read from" : `${percent(ratio)} found in`} the Local File Cache in ${duration(seconds)}${judges ? "" : ", too few to judge by"}${sizes}.`,
      figures: {
        file_cache_hit_ratio: ratio === null ? null : rounded(ratio),
        file_cache_misses: misses,
        file_cache_limit_bytes: limit,
        working_set_bytes: workingSet,
        hit_ratio: hit + read === 0 ? null : rounded(hit / (hit + read)),
        counted_seconds: rounded(seconds),
      },
    },
  );
}
