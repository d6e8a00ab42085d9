import { identifier } from "../../core/identifier.ts";
import type { Area, AreaReport, HealthContext, Verdict } from "../area.ts";
import { counted, duration, rounded } from "../words.ts";
import { endFinding, preparedFinding } from "./transactions/findings.ts";
import {
  readTransactions,
  type Prepared,
  type Transaction,
  type Transactions,
} from "./transactions/read.ts";

/** Seconds after which a transaction is too long: one that does nothing, one that works, one that is prepared. */
const LIMITS = {
  idle: { watch: 60, act: 600 },
  active: { watch: 300, act: 3_600 },
  /** Backups and index builds take what they take. */
  maintenance: { watch: 4 * 3_600, act: Infinity },
  prepared: { watch: 300, act: 3_600 },
};

export const transactions: Area = {
  name: "transactions",
  async read(context) {
    return report(await readTransactions(context.session), context);
  },
  alerts: [
    {
      name: "postgres_idle_in_transaction_seconds_max",
      sql: `select coalesce(max(extract(epoch from pg_catalog.clock_timestamp() - state_change)), 0)::float8 as value from pg_catalog.pg_stat_activity where state like 'idle in transaction%'`,
      watch: LIMITS.idle.watch,
      act: LIMITS.idle.act,
      forSeconds: 0,
    },
    {
      name: "postgres_transaction_seconds_max",
      sql: `select coalesce(max(extract(epoch from pg_catalog.clock_timestamp() - xact_start)), 0)::float8 as value from pg_catalog.pg_stat_activity where backend_type = 'client backend'`,
      watch: LIMITS.active.watch,
      act: LIMITS.active.act,
      forSeconds: 60,
    },
    {
      name: "postgres_prepared_transaction_seconds_max",
      sql: `select coalesce(max(extract(epoch from pg_catalog.clock_timestamp() - prepared)), 0)::float8 as value from pg_catalog.pg_prepared_xacts`,
      watch: LIMITS.prepared.watch,
      act: LIMITS.prepared.act,
      forSeconds: 0,
    },
  ],
};

function report(found: Transactions, context: HealthContext): AreaReport {
  const { open, prepared, deadRows } = found;
  const judge = (seconds: number, { watch, act }: { watch: number; act: number }): Verdict =>
    seconds >= act * context.timeScale
      ? "act"
      : seconds >= watch * context.timeScale
        ? "watch"
        : "ok";
  const long = open
    .filter(({ isBlocked }) => !isBlocked)
    .map((one) => ({ one, verdict: judge(ageOf(one), LIMITS[kindOf(one)]) }))
    .filter(({ verdict }) => verdict !== "ok")
    .toSorted((a, b) => weight(b.verdict) - weight(a.verdict) || ageOf(b.one) - ageOf(a.one));
  const forgotten = prepared
    .map((one) => ({ one, verdict: judge(one.seconds, LIMITS.prepared) }))
    .filter(({ verdict }) => verdict !== "ok");
  const verdicts = [...long, ...forgotten].map(({ verdict }) => verdict);
  const idle = open.filter((one) => kindOf(one) === "idle");
  const holder = open.toSorted((a, b) => b.heldTransactions - a.heldTransactions)[0];
  return {
    verdict: verdicts.includes("act") ? "act" : verdicts.length > 0 ? "watch" : "ok",
    summary: summary(
      long.map(({ one }) => one),
      forgotten.map(({ one }) => one),
      open.length,
    ),
    figures: {
      open: open.length,
      idle_in_transaction: idle.length,
      idle_in_transaction_seconds_max: longest(idle.map(ageOf)),
      transaction_seconds_max: longest(open.map(({ seconds }) => seconds)),
      prepared: prepared.length,
      prepared_seconds_max: longest(prepared.map(({ seconds }) => seconds)),
      held_back_transactions: Math.max(
        0,
        ...[...open, ...prepared].map(({ heldTransactions }) => heldTransactions),
      ),
      dead_rows: deadRows,
    },
    findings: [
      ...long
        .slice(0, 5)
        .map(({ one, verdict }) =>
          endFinding(one, { verdict, kind: kindOf(one), deadRows: one === holder ? deadRows : 0 }),
        ),
      ...forgotten.slice(0, 3).map(({ one, verdict }) => preparedFinding(one, verdict)),
    ],
  };
}

const weight = (verdict: Verdict): number => (verdict === "act" ? 1 : 0);
const longest = (seconds: readonly number[]): number => rounded(Math.max(0, ...seconds));

/** The sessions of a parallel pg_dump wait idle for their turn, so what it is comes before what it does. */
function kindOf({ state, statement, application }: Transaction): "idle" | "active" | "maintenance" {
  if (application === "pg_dump") return "maintenance";
  if (state.startsWith("idle in transaction")) return "idle";
  return MAINTENANCE.test(statement) ? "maintenance" : "active";
}

const MAINTENANCE =
  /^\s*(?:vacuum|analyze|create\s+(?:unique\s+)?index|reindex|cluster|refresh)\b/i;

/** One that does nothing counts since it does nothing. */
const ageOf = (one: Transaction): number =>
  kindOf(one) === "idle" ? one.stateSeconds : one.seconds;

function summary(
  long: readonly Transaction[],
  forgotten: readonly Prepared[],
  open: number,
): string {
  const [first] = long;
  const [gone] = forgotten;
  if (first === undefined && gone === undefined)
    return `${counted(open, "transaction")} open, none of them long.`;
  const session =
    first === undefined
      ? ""
      : `pid ${first.pid} (${identifier(first.application)}) ${kindOf(first) === "idle" ? "idle in transaction" : "in one transaction"} for ${duration(ageOf(first))}${long.length > 1 ? `, and ${long.length - 1} more` : ""}`;
  const manager =
    gone === undefined
      ? ""
      : `${counted(forgotten.length, "prepared transaction")} left for ${duration(gone.seconds)}`;
  return `${[session, manager].filter(Boolean).join("; ")}.`;
}
