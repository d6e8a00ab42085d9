import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { findSource } from "../../postgres/statements/source.ts";
import { readStatements, type Statement } from "../../postgres/statements/statements.ts";
import type { Area, AreaReport } from "../area.ts";
import { type Observation, reportOf, worst } from "../judge.ts";
import { shownStatement } from "../statement.ts";
import { bytes, counted, duration, rounded } from "../words.ts";

const MB = 1024 ** 2;
/** What one statement wrote in all, and with each call, so that it is worth a change. */
const SPILL = { all: 512 * MB, each: 8 * MB, calls: 5 };
/** Of the whole database by the hour: so much makes the disk, or Neon's local one, the bottleneck. */
const HOURLY = { watch: 10 * 1024 * MB, act: 100 * 1024 * MB };
/** Beyond it memory is no way out: several sessions at once would need it several times. */
const MOST_MEMORY = 256 * MB;

interface Counter extends Record<string, unknown> {
  readonly files: number;
  readonly written: number;
  readonly seconds: number;
  readonly workMem: number;
}

const sql = `
select d.temp_files::float8 as files, d.temp_bytes::float8 as written,
       pg_catalog.pg_size_bytes(pg_catalog.current_setting('work_mem'))::float8 as "workMem",
       extract(epoch from pg_catalog.clock_timestamp() - coalesce(d.stats_reset, (select b.stats_reset from pg_catalog.pg_stat_bgwriter b), pg_catalog.pg_postmaster_start_time()))::float8 as seconds
from pg_catalog.pg_stat_database d where d.datname = pg_catalog.current_database()`;

export const temp: Area = {
  name: "temp",
  async read({ session }) {
    const [counter] = await session.query<Counter>(sql);
    if (counter === undefined) throw new Error("pg_stat_database has no row of this database");
    return report(counter, counter.files === 0 ? [] : await spilling(session));
  },
  alerts: [
    {
      name: "postgres_temp_bytes_per_hour",
      sql: `select coalesce(sum(temp_bytes / greatest(extract(epoch from pg_catalog.clock_timestamp() - coalesce(stats_reset, (select b.stats_reset from pg_catalog.pg_stat_bgwriter b))) / 3600, 1)), 0)::float8 as value from pg_catalog.pg_stat_database`,
      watch: HOURLY.watch,
      act: HOURLY.act,
      forSeconds: 600,
    },
  ],
};

async function spilling(session: Session): Promise<readonly Statement[]> {
  try {
    const { statements } = await readStatements(session, await findSource(session), {
      most: 100,
      longest: 4_000,
    });
    return statements.filter(
      (one) =>
        one.calls >= SPILL.calls &&
        writtenBy(one) >= SPILL.all &&
        writtenBy(one) / one.calls >= SPILL.each,
    );
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate === undefined) return [];
    throw error;
  }
}

const writtenBy = ({ tempWritten }: Statement): number => tempWritten * 8192;

function report(
  { files, written, seconds, workMem }: Counter,
  spilled: readonly Statement[],
): AreaReport {
  const hourly = written / Math.max(seconds / 3600, 1);
  const level: Observation["level"] =
    hourly >= HOURLY.act ? "error" : hourly >= HOURLY.watch ? "warning" : "info";
  const observations: Observation[] = [
    ...worst(spilled, writtenBy, (one) => spillObservation(one, workMem)),
    ...(level === "info" || spilled.length > 0
      ? []
      : [
          {
            rule: "much-temporary",
            level,
            object: "temp_bytes",
            message: `${bytes(hourly)} of temporary files an hour: sorts, hashes and materialised results beyond work_mem (${bytes(workMem)}). find_slow_queries names the statements where pg_stat_statements is there; log_temp_files = '100MB' logs them elsewhere.`,
            evidence: "measured" as const,
          },
        ]),
  ];
  return reportOf(observations, {
    summary:
      files === 0
        ? `No temporary file in ${duration(seconds)}.`
        : `${counted(files, "temporary file")} with ${bytes(written)} in ${duration(seconds)}${spilled.length === 0 ? "" : `, most by ${counted(spilled.length, "statement")}`}.`,
    figures: {
      temp_files: files,
      temp_bytes: written,
      temp_bytes_per_hour: Math.round(hourly),
      counted_seconds: rounded(seconds),
      work_mem_bytes: workMem,
      statements_spilling: spilled.length,
    },
  });
}

/** In memory the same rows take two to three times what they take in files. */
function spillObservation(one: Statement, workMem: number): Observation {
  const each = writtenBy(one) / one.calls;
  const needed = Math.max(2 * workMem, 2 ** Math.ceil(Math.log2(each * 3)));
  const fits = needed <= MOST_MEMORY;
  const way = fits
    ? "Give it more memory alone, in its transaction: set for all it would be taken by every sort and hash of every session."
    : "Memory is no way out: an index in the order it sorts by, fewer rows or columns before the sort, or a limit (explain_query shows which node spills).";
  return {
    rule: "spills-to-disk",
    level: "warning",
    object: `queryid ${one.queryid}`,
    message: `${counted(one.calls, "call")} wrote ${bytes(each)} of temporary files each (work_mem is ${bytes(workMem)}): ${shownStatement(one.sql)}. ${way}`,
    evidence: "measured",
    ...(fits
      ? {
          fix: `set local work_mem = '${Math.round(needed / MB)}MB'; -- after begin, before this statement`,
        }
      : {}),
  };
}
