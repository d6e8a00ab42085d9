import { ToolError } from "../../core/errors.ts";
import type { Compute } from "../../core/manage/computes.ts";
import {
  BILLING,
  COMPUTE,
  MAX_CONNECTIONS,
  PLANS,
  PRICES_AS_OF,
  type PlanName,
} from "../../core/neon-facts.ts";
import { planFor } from "../../core/plan.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Area, AreaReport, HealthContext } from "../area.ts";
import { code, reportOf, type Observation } from "../judge.ts";
import { counted, duration, rounded } from "../words.ts";
import { readCronKeepers } from "./compute/cron.ts";
import { readKeepers, readLoad, type Keeper, type Load } from "./compute/keepers.ts";
import { rhythmOf, sum, type Rhythm } from "./compute/rhythm.ts";
import { suspendFit } from "./compute/suspend-fit.ts";

/** So many times its suspend time a compute has to have run before anything is to blame for it. */
const AWAKE_TIMES = 3;
/** A week has its nights and its Sunday. */
const HISTORY_MS = 7 * 86_400_000;
/** A CU is about one CPU. At one moment a few more than there are compute at once everywhere. */
const [TIMES_CPUS, LEAST_COMPUTING] = [2, 4];

export const compute: Area = {
  name: "compute",

  async read(context) {
    const found = context.compute;
    return found === undefined
      ? reportOf([], { summary: "This is no compute of Neon's.", figures: {} })
      : report(found, context);
  },

  // what keeps a compute awake costs, and breaks nothing
  alerts: [],
};

async function report(found: Compute, context: HealthContext): Promise<AreaReport> {
  const { session, startedAt, timeScale, deps, call } = context;
  const { minCu, maxCu } = found;
  const waits = waitsOf(found);
  const running = (Date.now() - startedAt.getTime()) / 1_000;
  const keepers = waits === undefined ? [] : await readAllKeepers(context, waits * timeScale);
  const isAwake = waits !== undefined && running >= AWAKE_TIMES * waits * timeScale;
  const load = await readLoad(session);
  const rhythm = await readRhythm(found, context);
  const plan = await planFor(await deps.neon("read"), found.project.id, call.signal);
  const month = monthly(minCu, plan);
  const observations = [
    ...keepers
      .filter((keeper) => isAwake && NEEDLESS.includes(keeper.kind))
      .map((keeper) =>
        keptAwake(keeper, { database: session.target.database, waits: waits ?? 0, running, month }),
      ),
    ...keepers.filter(({ kind }) => !NEEDLESS.includes(kind)).map(byReplication),
    ...tooSmall(found, load),
    ...fewConnections(found, load),
    ...neverSuspends(found, month),
    ...(waits === undefined
      ? []
      : suspendFit({ compute: found, rhythm, waits: waits * timeScale, plan, timeScale })),
  ];
  const size = minCu === maxCu ? `${minCu} CU, fixed` : `${minCu} to ${maxCu} CU`;
  const rest = waits === undefined ? "never suspends" : `suspends after ${duration(waits)}`;
  return reportOf(observations, {
    summary: `${size}; ${rest}; running for ${duration(running)}. Always awake at its smallest size it costs ${month.text} a month.`,
    figures: {
      min_cu: minCu,
      max_cu: maxCu,
      suspend_seconds: waits ?? null,
      running_seconds: Math.round(running),
      kept_awake_by: keepers.map(({ kind, name }) => `${kind} ${code(name)}`).join(", ") || null,
      history_hours: rounded(rhythm.seconds / 3_600),
      times_woken: rhythm.asleep.length,
      asleep_ratio: rhythm.seconds === 0 ? null : rounded(sum(rhythm.asleep) / rhythm.seconds),
      sessions_computing: load.computing,
      max_connections: load.maxConnections,
      month_usd_awake_min: rounded(month.amount),
      prices_as_of: PRICES_AS_OF,
    },
  });
}

async function readAllKeepers(
  { session, extensions }: HealthContext,
  seconds: number,
): Promise<readonly Keeper[]> {
  const sessions = await readKeepers(session, seconds);
  return extensions.has("pg_cron")
    ? [...sessions, ...(await readCronKeepers(session, seconds))]
    : sessions;
}

/** Of a Neon that does not tell, nothing is known. */
async function readRhythm(found: Compute, { deps, call }: HealthContext): Promise<Rhythm> {
  const now = new Date();
  const since = new Date(now.getTime() - HISTORY_MS);
  try {
    const { computes } = (await deps.neon("read")).manage;
    return rhythmOf(await computes.history(found, since, call.signal), now);
  } catch (error) {
    if (!(error instanceof ToolError) || call.signal.aborted) throw error;
    return { seconds: 0, asleep: [], awake: [] };
  }
}

/** Seconds before it suspends; undefined where it never does. */
function waitsOf({ suspendSeconds, maxCu }: Compute): number | undefined {
  if (suspendSeconds < 0 || maxCu > COMPUTE.suspendableCuMost) return undefined;
  return suspendSeconds === 0 ? COMPUTE.suspendSecondsDefault : suspendSeconds;
}

interface Month {
  readonly amount: number;
  readonly text: string;
}

/** Where the plan is not known, by the cheapest one that is paid. */
function monthly(cu: number, plan: PlanName | undefined): Month {
  const amount = cu * BILLING.monthHours * PLANS[plan ?? "launch"].perCuHour;
  const hours = `${cu * BILLING.monthHours} CU hours`;
  if (plan === "free")
    return {
      amount,
      text: `${hours} of the ${PLANS.free.cuHoursIncluded} that Free has, after which it is stopped`,
    };
  return { amount, text: `$${amount.toFixed(2)} (${hours}, ${plan ?? "launch"}, ${PRICES_AS_OF})` };
}

const NEEDLESS: readonly Keeper["kind"][] = [
  "ping",
  "open transaction",
  "long statement",
  "job of pg_cron",
];

interface Awake {
  readonly database: string;
  readonly waits: number;
  readonly running: number;
  readonly month: Month;
}

function keptAwake(keeper: Keeper, { database, waits, running, month }: Awake): Observation {
  const { kind, name, count, seconds } = keeper;
  const who = `${counted(count, "session")} of ${code(name)}`;
  const what = {
    ping: `${who} asked no more than a health check ${duration(seconds)} ago: such a ping more often than every ${duration(waits)} keeps the compute awake. Check connections when they are borrowed, and give the pool a minimum of 0 and an idle timeout.`,
    "open transaction": `${who} left a transaction open for ${duration(seconds)}: until it ends the compute does not suspend. End it, and set idle_in_transaction_session_timeout.`,
    "long statement": `${who} ran one statement for ${duration(seconds)}: until it ends the compute does not suspend.`,
    "job of pg_cron": `pg_cron runs ${code(name)} every ${duration(seconds)}, and the compute waits ${duration(waits)} before it suspends: let it run less often, or from outside when there is work.`,
    walsender: "",
    subscription: "",
  }[kind];
  return {
    rule: "compute-kept-awake",
    level: kind === "long statement" ? "info" : "warning",
    object: name,
    message: `${what} It has run for ${duration(running)}; awake the whole month it costs at least ${month.text}.`,
    evidence: "measured",
    ...(kind === "open transaction"
      ? {
          fix: `ALTER DATABASE ${quoteIdentifier(database)} SET idle_in_transaction_session_timeout = '5min';`,
        }
      : {}),
  };
}

const byReplication = ({ kind, name }: Keeper): Observation => ({
  rule: "compute-awake-for-replication",
  level: "info",
  object: name,
  message: `${kind === "walsender" ? `${code(name)} receives WAL` : `Subscription ${code(name)} works`}: as long as it is connected the compute does not suspend, and each hour is billed.`,
  evidence: "measured",
});

function* tooSmall({ maxCu }: Compute, { computing }: Load): Generator<Observation> {
  if (computing < LEAST_COMPUTING || computing <= TIMES_CPUS * maxCu) return;
  yield {
    rule: "compute-too-small",
    level: "warning",
    object: "compute",
    message: `${computing} sessions compute at this moment, and the compute has ${maxCu} CPUs at its largest size: each gets ${Math.round((maxCu / computing) * 100)} % of one. See find_slow_queries for what they do; where that is needed, call configure_compute with a larger max_cu (at most ${COMPUTE.rangeCuMost} CU above the smallest).`,
    evidence: "measured",
  };
}

/** They are set when it starts, by the largest size it had then. */
function* fewConnections({ maxCu }: Compute, { maxConnections }: Load): Generator<Observation> {
  const now = MAX_CONNECTIONS.findLast(({ cu }) => cu <= maxCu)?.connections ?? 0;
  if (maxConnections >= now) return;
  yield {
    rule: "connections-of-smaller-size",
    level: "info",
    object: "max_connections",
    message: `max_connections is ${maxConnections}; a compute of up to ${maxCu} CU has ${now} once it is restarted (${PRICES_AS_OF}).`,
    evidence: "measured",
  };
}

function* neverSuspends(found: Compute, { text }: Month): Generator<Observation> {
  if (waitsOf(found) !== undefined) return;
  yield {
    rule: "compute-never-suspends",
    level: "info",
    object: "compute",
    message: `It never suspends, so nobody waits for it to wake, and it costs at least ${text} a month. Where a few hundred milliseconds are no matter (previews, staging), call configure_compute with suspend_seconds 300.`,
    evidence: "rule",
  };
}
