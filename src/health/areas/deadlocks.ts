import type { Area, AreaReport } from "../area.ts";
import { type Observation, reportOf } from "../judge.ts";
import { shownStatement } from "../statement.ts";
import { counted, duration, rounded } from "../words.ts";
import { type Deadlock, readDeadlockLog } from "./deadlocks/log.ts";
import { suspects } from "./deadlocks/suspects.ts";

/** By the hour. One a week is a retry; one an hour is a bug that users see. */
const RATE = { watch: 1 / 24, act: 10 };
/** A rate of one is none. */
const LEAST = { watch: 2, act: 10 };

interface Counter extends Record<string, unknown> {
  readonly deadlocks: number;
  readonly seconds: number;
  readonly timeout: string;
  readonly logsWaits: string;
}

/**
 * Counters outlive a restart, but no crash, and on Neon no suspend: they all begin anew then, and pg_stat_bgwriter alone always says when.
 */
const sql = `
select d.deadlocks::float8 as deadlocks, pg_catalog.current_setting('deadlock_timeout') as timeout,
       pg_catalog.current_setting('log_lock_waits') as "logsWaits",
       extract(epoch from pg_catalog.clock_timestamp() - coalesce(d.stats_reset, (select b.stats_reset from pg_catalog.pg_stat_bgwriter b), pg_catalog.pg_postmaster_start_time()))::float8 as seconds
from pg_catalog.pg_stat_database d where d.datname = pg_catalog.current_database()`;

export const deadlocks: Area = {
  name: "deadlocks",
  async read({ session }) {
    const [counter] = await session.query<Counter>(sql);
    if (counter === undefined || counter.deadlocks === 0) return none(counter?.seconds ?? 0);
    const logged = await readDeadlockLog(session);
    const told = logged === undefined || logged.length === 0 ? await suspects(session) : [];
    return report(counter, logged, told);
  },
  alerts: [
    {
      name: "postgres_deadlocks_total",
      sql: `select sum(deadlocks)::float8 as value from pg_catalog.pg_stat_database`,
      watch: LEAST.watch,
      act: LEAST.act,
      forSeconds: 0,
    },
  ],
};

const none = (seconds: number): AreaReport => ({
  verdict: "ok",
  summary: `No deadlock in ${duration(seconds)}.`,
  figures: { deadlocks: 0, counted_seconds: rounded(seconds) },
  findings: [],
});

function report(
  { deadlocks: count, seconds, timeout, logsWaits }: Counter,
  logged: readonly Deadlock[] | undefined,
  told: readonly Observation[],
): AreaReport {
  // what was counted for minutes says nothing of an hour
  const hours = Math.max(seconds / 3600, 1);
  const perHour = count / hours;
  const level =
    perHour >= RATE.act && count >= LEAST.act
      ? "error"
      : perHour >= RATE.watch && count >= LEAST.watch
        ? "warning"
        : "info";
  const [last] = logged?.slice(-1) ?? [];
  const shown = last?.statements.map(
    ({ pid, sql: text }) => `process ${pid}: ${shownStatement(text)}`,
  );
  const where =
    shown !== undefined && shown.length > 0
      ? ` The last one in the log: ${shown.join("; ")}.`
      : logged === undefined
        ? ` Their statements are in the server's log, which this role cannot read${logsWaits === "on" ? "" : "; log_lock_waits = on shows also the waits before them"}.`
        : " The log's last part holds none of them.";
  return reportOf(
    [
      {
        rule: "deadlocks",
        level,
        object: "pg_stat_database.deadlocks",
        message: `${counted(count, "deadlock")} in ${duration(seconds)}: each ended a transaction with 40P01 after ${timeout} of waiting.${where} Take locks in the same order everywhere (order by the key before select … for update), keep transactions short, and have the application repeat a transaction on 40P01.`,
        evidence: "measured",
      },
      ...told,
    ],
    {
      summary: `${counted(count, "deadlock")} in ${duration(seconds)}.`,
      figures: {
        deadlocks: count,
        counted_seconds: rounded(seconds),
        per_hour: rounded(perHour),
        logged: logged?.length ?? null,
      },
    },
  );
}
