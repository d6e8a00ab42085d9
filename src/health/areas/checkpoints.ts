import type { Area, AreaReport, HealthContext } from "../area.ts";
import { mendable, type Observation, reportOf } from "../judge.ts";
import { bytes, counted, duration, percent, rounded } from "../words.ts";

/** Asked for by WAL more often than by time, and every ten minutes: pages are written again and again. */
const REQUESTED = { share: 0.5, perHour: 6, least: 5 };
/** Of the time that a checkpoint waits for the disk to have everything. */
const SYNC_SECONDS = 10;
/** Of WAL that is whole pages, because of the checkpoint before, where there is much of it by the hour. */
const PAGES = { share: 0.5, hourly: 1024 ** 3 };
const LEAST_SECONDS = 600;

interface Counters extends Record<string, unknown> {
  readonly timed: number;
  readonly requested: number;
  readonly writeMs: number;
  readonly syncMs: number;
  readonly seconds: number;
  readonly walBytes: number;
  readonly walPages: number;
  readonly walSeconds: number;
  readonly maxWal: number;
  readonly timeoutSeconds: number;
  readonly compression: string;
}

/** Version 17 moved the counters into a view of their own. */
const sql = (version: number): string => `
select ${version >= 170_000 ? 'c.num_timed::float8 as timed, c.num_requested::float8 as requested, c.write_time as "writeMs", c.sync_time as "syncMs"' : 'c.checkpoints_timed::float8 as timed, c.checkpoints_req::float8 as requested, c.checkpoint_write_time as "writeMs", c.checkpoint_sync_time as "syncMs"'},
       extract(epoch from pg_catalog.clock_timestamp() - c.stats_reset)::float8 as seconds,
       w.wal_bytes::float8 as "walBytes", w.wal_fpi::float8 as "walPages",
       extract(epoch from pg_catalog.clock_timestamp() - w.stats_reset)::float8 as "walSeconds",
       pg_catalog.pg_size_bytes(pg_catalog.current_setting('max_wal_size'))::float8 as "maxWal",
       extract(epoch from pg_catalog.current_setting('checkpoint_timeout')::interval)::float8 as "timeoutSeconds",
       pg_catalog.current_setting('wal_compression') as compression
from ${version >= 170_000 ? "pg_catalog.pg_stat_checkpointer" : "pg_catalog.pg_stat_bgwriter"} c, pg_catalog.pg_stat_wal w`;

export const checkpoints: Area = {
  name: "checkpoints",
  async read(context) {
    const { session } = context;
    const [counters] = await session.query<Counters>(sql(session.version));
    if (counters === undefined) throw new Error("pg_stat_wal has no row");
    return report(counters, context);
  },
  alerts: [
    {
      name: "postgres_wal_bytes_per_second",
      sql: `select (wal_bytes / greatest(extract(epoch from pg_catalog.clock_timestamp() - stats_reset), 1))::float8 as value from pg_catalog.pg_stat_wal`,
      watch: 20 * 1024 ** 2,
      act: 100 * 1024 ** 2,
      forSeconds: 1_800,
    },
  ],
};

function report(counters: Counters, { isNeon, timeScale }: HealthContext): AreaReport {
  const { timed, requested, syncMs, writeMs, seconds, walBytes, walPages, walSeconds } = counters;
  const done = timed + requested;
  const share = done === 0 ? 0 : requested / done;
  const hours = seconds / 3600;
  // what was written within minutes says nothing of an hour
  const hourly = walBytes / Math.max(walSeconds / 3600, timeScale);
  const pages = walBytes === 0 ? 0 : Math.min(1, (walPages * 8192) / walBytes);
  const sync = done === 0 ? 0 : syncMs / 1000 / done;
  const isOften =
    seconds >= LEAST_SECONDS * timeScale &&
    requested >= REQUESTED.least &&
    share > REQUESTED.share &&
    requested / hours > REQUESTED.perHour;
  const observations: Observation[] = isNeon
    ? []
    : [
        ...(isOften ? [often(counters, hourly)] : []),
        ...(sync > SYNC_SECONDS && done >= 2 ? [slowSync(sync)] : []),
        ...(pages > PAGES.share && hourly > PAGES.hourly
          ? [wholePages(counters, pages, hourly)]
          : []),
      ];
  const wal = `${bytes(hourly)} of WAL an hour`;
  return reportOf(mendable(observations, { isNeon }), {
    summary: isNeon
      ? `${wal}; Neon keeps pages in its storage, so checkpoints matter little and max_wal_size is not yours to set.`
      : `${counted(done, "checkpoint")} in ${duration(seconds)}, ${percent(share)} of them asked for before their time; ${wal}.`,
    figures: {
      checkpoints_timed: timed,
      checkpoints_requested: requested,
      requested_ratio: rounded(share),
      write_seconds_mean: done === 0 ? 0 : rounded(writeMs / 1000 / done),
      sync_seconds_mean: rounded(sync),
      wal_bytes_per_hour: Math.round(hourly),
      full_page_ratio: rounded(pages),
      max_wal_bytes: counters.maxWal,
      counted_seconds: rounded(seconds),
    },
  });
}

/** Postgres starts one when about half of max_wal_size is written since the last one began. */
function often(
  { requested, timed, seconds, maxWal, timeoutSeconds, walBytes, walSeconds }: Counters,
  hourly: number,
): Observation {
  const rate = Math.max(hourly / 3600, walBytes / Math.max(walSeconds, 1));
  const wanted = Math.max(2 * maxWal, 2 * rate * timeoutSeconds);
  const gigabytes = Math.min(64, 2 ** Math.ceil(Math.log2(wanted / 1024 ** 3)));
  const size = gigabytes >= 1 ? `${gigabytes}GB` : `${Math.round(gigabytes * 1024)}MB`;
  return {
    rule: "checkpoints-requested",
    level: "warning",
    object: "max_wal_size",
    message: `${requested} of ${requested + timed} checkpoints in ${duration(seconds)} came before checkpoint_timeout (${duration(timeoutSeconds)}), because ${bytes(maxWal)} of max_wal_size were full or somebody ran CHECKPOINT: pages are written again and again, and whole ones into the WAL. The WAL of a whole interval fits into ${size}; recovery after a crash takes longer then.`,
    evidence: "measured",
    fix: `ALTER SYSTEM SET max_wal_size = '${size}';\nSELECT pg_reload_conf();`,
  };
}

const slowSync = (sync: number): Observation => ({
  rule: "checkpoint-sync-slow",
  level: "warning",
  object: "checkpoint",
  message: `A checkpoint waits ${duration(sync)} for the disk to have its pages; commits wait meanwhile. The storage is too slow for its bursts: raise checkpoint_timeout and keep checkpoint_completion_target at 0.9, or get faster disks.`,
  evidence: "measured",
});

const wholePages = ({ compression }: Counters, pages: number, hourly: number): Observation => ({
  rule: "wal-of-whole-pages",
  level: "info",
  object: "wal_compression",
  message: `${percent(pages)} of ${bytes(hourly)} WAL an hour are pages written whole after a checkpoint. Fewer checkpoints make fewer${compression === "off" ? ", and wal_compression makes them smaller at little cost" : ""}.`,
  evidence: "estimated",
  ...(compression === "off"
    ? { fix: "ALTER SYSTEM SET wal_compression = on;\nSELECT pg_reload_conf();" }
    : {}),
});
