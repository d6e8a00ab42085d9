import type { Compute } from "../../core/manage/computes.ts";
import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Area, HealthContext } from "../area.ts";
import { grouped, mendable, reportOf, type Observation } from "../judge.ts";
import { duration, rounded } from "../words.ts";

const HOUR = 3_600;
/** What is done once a week has to have been seen before anything is called unused. */
const WEEK = 7 * 24 * HOUR;
/** Each drops the rarest twentieth of the statements. */
const DROPS_AN_HOUR = 1;

interface Counting {
  /** Seconds since each. */
  readonly started: number;
  readonly reset: number;
  readonly since: string;
  readonly counts: boolean;
  readonly timesReads: boolean;
  /** null where pg_stat_statements is not loaded. */
  readonly keeps: number | null;
  readonly tracks: string | null;
}

/** All counters begin anew after a crash and where their file is missing; those of a database also when somebody resets them. */
const counting = `
  select extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.pg_postmaster_start_time())::float8 as started,
         extract(epoch from pg_catalog.clock_timestamp() - at)::float8 as reset,
         pg_catalog.to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
         pg_catalog.current_setting('track_counts')::boolean as counts, pg_catalog.current_setting('track_io_timing')::boolean as "timesReads",
         (select setting::float8 from pg_catalog.pg_settings where name = 'pg_stat_statements.max') as keeps,
         (select setting from pg_catalog.pg_settings where name = 'pg_stat_statements.track') as tracks
    from (select greatest((select stats_reset from pg_catalog.pg_stat_bgwriter),
                          (select stats_reset from pg_catalog.pg_stat_database where datname = pg_catalog.current_database()),
                          (select stats_reset from pg_catalog.pg_stat_archiver)) as at) r`;

interface Statements {
  readonly dropped: number;
  readonly seconds: number;
}

/** From version 1.9 of the extension on. */
const statementsOf = (schema: string): string => `
  select dealloc::float8 as dropped, extract(epoch from pg_catalog.clock_timestamp() - stats_reset)::float8 as seconds
    from ${quoteIdentifier(schema)}.pg_stat_statements_info`;

export const statistics: Area = {
  name: "statistics",

  async read(context) {
    const { session, compute } = context;
    const [found] = await jsonRows<Counting>(session, counting);
    if (found === undefined) throw new Error("a query of one row returned none");
    const statements = found.keeps === null ? undefined : await readStatements(context);
    const { reset, since, started } = found;
    return reportOf(
      mendable(
        [...young(found, compute), ...switchedOff(found), ...dropped(found, statements)],
        context,
      ),
      {
        summary: `Counters are ${duration(reset)} old (since ${since}); the server has run for ${duration(started)}.${reset < WEEK ? " Too young to call an index or a table unused." : ""}`,
        figures: {
          counters_since: since,
          counters_hours: rounded(reset / HOUR),
          uptime_hours: rounded(started / HOUR),
          survive_suspend: compute === undefined ? null : "no",
          statements_kept_max: found.keeps,
          statements_dropped_per_hour:
            statements === undefined ? null : rounded(perHour(statements)),
        },
      },
    );
  },

  // what it tells is for those who read the counters
  alerts: [],
};

async function readStatements(context: HealthContext): Promise<Statements | undefined> {
  const { session, extensions } = context;
  const [major = 0, minor = 0] = (extensions.get("pg_stat_statements") ?? "0")
    .split(".")
    .map(Number);
  if (major < 1 || (major === 1 && minor < 9)) return undefined;
  const schema = await schemaOf(session);
  const [row] =
    schema === undefined ? [] : await jsonRows<Statements>(session, statementsOf(schema));
  return row;
}

async function schemaOf(session: Session): Promise<string | undefined> {
  const [row] = await session.query<{ name: string }>(
    `select n.nspname as name from pg_catalog.pg_extension e
       join pg_catalog.pg_namespace n on n.oid = e.extnamespace
      where e.extname = 'pg_stat_statements' and pg_catalog.has_schema_privilege(n.oid, 'USAGE')`,
  );
  return row?.name;
}

const perHour = ({ dropped: times, seconds }: Statements): number =>
  times / Math.max(seconds / HOUR, 1);

function* young({ reset, since }: Counting, compute: Compute | undefined): Generator<Observation> {
  if (reset >= WEEK) return;
  const suspends = compute !== undefined && compute.suspendSeconds >= 0;
  yield {
    rule: "counters-young",
    level: "info",
    object: "statistics",
    message: `Counters of scans, rows and statements begin at ${since}${suspends ? ", and on Neon each suspend and restart of the compute forgets them" : ""}: what they call unused, slow or never vacuumed is so for ${duration(reset)} only. ${suspends ? "Look again after a busy day, before the compute suspends; drop no index by them." : "Drop no index by them before a week is over."}`,
    evidence: "measured",
  };
}

function* switchedOff({ counts, tracks, timesReads }: Counting): Generator<Observation> {
  if (!counts)
    yield {
      rule: "counters-off",
      level: "error",
      object: "track_counts",
      message:
        "track_counts is off: nothing is counted, and autovacuum, which goes by the counters, does not run.",
      evidence: "measured",
      fix: "ALTER SYSTEM SET track_counts = on;\nSELECT pg_reload_conf();",
    };
  if (tracks === "none")
    yield {
      rule: "statements-not-tracked",
      level: "warning",
      object: "pg_stat_statements.track",
      message: "pg_stat_statements is loaded and told to count nothing.",
      evidence: "measured",
      fix: "ALTER SYSTEM SET pg_stat_statements.track = 'top';\nSELECT pg_reload_conf();",
    };
  if (!timesReads)
    yield {
      rule: "reads-not-timed",
      level: "info",
      object: "track_io_timing",
      message:
        "track_io_timing is off: nobody can say how much of a statement's time is waiting for reads.",
      evidence: "measured",
      fix: "ALTER SYSTEM SET track_io_timing = on;\nSELECT pg_reload_conf();",
    };
}

function* dropped({ keeps }: Counting, found: Statements | undefined): Generator<Observation> {
  if (found === undefined || keeps === null || perHour(found) <= DROPS_AN_HOUR) return;
  yield {
    rule: "statements-forgotten",
    level: "warning",
    object: "pg_stat_statements",
    message: `pg_stat_statements forgot its rarest statements ${grouped(found.dropped)} times in ${duration(found.seconds)}, because there are more than ${grouped(keeps)} different ones: what it lists is not all. Most often texts with literals in lists of changing length are behind it; pass arrays (= any($1)), or raise pg_stat_statements.max.`,
    evidence: "measured",
  };
}
