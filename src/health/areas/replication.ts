import { PRICES_AS_OF, SLOTS } from "../../core/neon-facts.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Area } from "../area.ts";
import { code, mendable, moment, reportOf, worst, type Observation } from "../judge.ts";
import { bytes, counted, duration, rounded } from "../words.ts";
import {
  readReplication,
  type Replication,
  type Slot,
  type Standby,
  type Subscription,
} from "./replication/read.ts";

const [MB, GB] = [1_048_576, 1_073_741_824];
/** WAL that an inactive slot holds: a few segments are those of a subscriber that restarts. */
const [HELD_WATCH, HELD_ACT] = [100 * MB, 10 * GB];
const [LAG_SECONDS, LAG_ACT_SECONDS] = [60, 600];
const [LAG_BYTES, LAG_ACT_BYTES] = [256 * MB, 5 * GB];
/** The default of logical_decoding_work_mem: less than once was spilled only where somebody has lowered it. */
const SPILLED = 64 * MB;
const WEAK_SHARE = 0.5;

export const replication: Area = {
  name: "replication",

  async read({ session, isNeon, timeScale }) {
    const found = await readReplication(session);
    const { slots, standbys, subscriptions, unidentified } = found;
    const inactive = slots.filter(({ active }) => !active);
    const held = Math.max(0, ...slots.map((slot) => slot.bytes));
    const lag = Math.max(0, ...standbys.map(({ seconds }) => seconds ?? 0));
    const observations = [
      ...worst(
        slots,
        (slot) => slot.bytes,
        (slot) => ofSlot(slot, found, isNeon),
      ),
      ...worst(slots.filter(spills), ({ spilled }) => spilled, ofSpill),
      ...worst(
        standbys.filter((one) => isBehind(one, timeScale)),
        (one) => one.bytes ?? 0,
        (one) => ofStandby(one, timeScale),
      ),
      ...worst(subscriptions, ({ errors }) => errors, ofSubscription),
      ...worst(unidentified, () => 0, ofUnidentified),
      ...ofReplay(found, timeScale),
    ];
    const parts = [
      counted(standbys.length, "standby", "standbys"),
      `${counted(slots.length, "slot")}, ${inactive.length} inactive, at most ${bytes(held)} of WAL held`,
      counted(subscriptions.length, "subscription"),
    ];
    const isNone = standbys.length + slots.length + subscriptions.length === 0;
    return reportOf(mendable(observations, { isNeon }), {
      summary: isNone ? "Nothing is replicated." : `${parts.join("; ")}.`,
      figures: {
        standbys: standbys.length,
        standby_lag_seconds_max: rounded(lag),
        slots: slots.length,
        slots_inactive: inactive.length,
        slot_wal_bytes_max: Math.round(held),
        subscriptions: subscriptions.length,
        subscription_errors: subscriptions.reduce((sum, { errors }) => sum + errors, 0),
        tables_without_identity: unidentified.length,
      },
    });
  },

  alerts: [
    {
      name: "postgres_inactive_slot_wal_bytes",
      sql: "select coalesce(max(pg_catalog.pg_wal_lsn_diff(case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn() else pg_catalog.pg_current_wal_lsn() end, restart_lsn)), 0)::float8 as value from pg_catalog.pg_replication_slots where not active",
      watch: HELD_WATCH,
      act: HELD_ACT,
      forSeconds: 900,
    },
    {
      name: "postgres_slots_lost",
      sql: "select count(*)::float8 as value from pg_catalog.pg_replication_slots where wal_status in ('unreserved', 'lost')",
      watch: 0.5,
      act: 0.5,
      forSeconds: 0,
    },
    {
      name: "postgres_standby_lag_seconds",
      sql: "select coalesce(extract(epoch from max(replay_lag)), 0)::float8 as value from pg_catalog.pg_stat_replication",
      watch: LAG_SECONDS,
      act: LAG_ACT_SECONDS,
      forSeconds: 300,
    },
    {
      name: "postgres_subscriptions_without_worker",
      sql: "select count(*)::float8 as value from pg_catalog.pg_subscription u where u.subenabled and not exists (select from pg_catalog.pg_stat_subscription w where w.subid = u.oid and w.relid is null and w.pid is not null)",
      watch: 0.5,
      act: 0.5,
      forSeconds: 120,
    },
  ],
};

/** A lost slot, one that is about to be, and one that keeps WAL for nobody. */
function ofSlot(slot: Slot, { slotLimit }: Replication, isNeon: boolean): Observation | undefined {
  const { name, type, active, status, safe, inactiveSince } = slot;
  const base = {
    object: name,
    evidence: "measured",
    fix: `SELECT pg_drop_replication_slot(${quoteLiteral(name)});`,
  } as const;
  const who = type === "logical" ? "subscriber" : "standby";
  if (status === "lost")
    return {
      ...base,
      rule: "slot-lost",
      level: "error",
      message: `The WAL that slot ${code(name)} needs is gone: its ${who} can never go on. Drop the slot and make the ${who} anew${type === "logical" ? ", with a copy of the data" : ""}.`,
    };
  const isNear = safe !== null && slotLimit > 0 && safe < slotLimit * (1 - WEAK_SHARE);
  if (status === "unreserved" || (isNear && !active))
    return {
      ...base,
      rule: "slot-about-to-be-lost",
      level: "error",
      message: `Slot ${code(name)} holds ${bytes(slot.bytes)} of WAL and is lost at ${bytes(slotLimit)} (max_slot_wal_keep_size): let its ${who} catch up now, or drop it where nobody comes back for it.`,
    };
  if (active || slot.bytes < HELD_WATCH) return undefined;
  const since = inactiveSince === null ? "" : ` since ${moment(inactiveSince)}`;
  const end = isNeon
    ? `Neon removes slots that are inactive for about ${SLOTS.removedAfterHours} hours (as of ${PRICES_AS_OF}), and the ${who} must then be made anew.`
    : slotLimit > 0
      ? `It is lost at ${bytes(slotLimit)}.`
      : "Nothing bounds that (max_slot_wal_keep_size is -1): it goes on until the disk is full and Postgres stops.";
  return {
    ...base,
    rule: "slot-inactive",
    level: slot.bytes >= HELD_ACT ? "error" : "warning",
    message: `Nobody reads slot ${code(name)}${since}, and ${bytes(slot.bytes)} of WAL are kept for it; ${type === "logical" ? "VACUUM of the catalog waits for it, too. " : ""}${end} Start its ${who}, or drop it.`,
  };
}

const spills = ({ spilled, decoded }: Slot): boolean =>
  spilled >= SPILLED && spilled >= decoded * 0.1;

const ofSpill = ({ name, spilled, decoded }: Slot): Observation => ({
  rule: "decoding-spills",
  level: "warning",
  object: name,
  message: `Of ${bytes(decoded)} decoded for slot ${code(name)}, ${bytes(spilled)} went over the disk: transactions are larger than logical_decoding_work_mem. Raise it, stream them (streaming = parallel), or write in smaller transactions.`,
  evidence: "measured",
  fix: "ALTER SYSTEM SET logical_decoding_work_mem = '256MB';",
});

/** One whose replay stands still says no time: then its bytes tell. */
const isBehind = ({ bytes: behind, seconds }: Standby, timeScale: number): boolean =>
  (seconds ?? 0) >= LAG_SECONDS * timeScale || (behind ?? 0) >= LAG_BYTES;

const ofStandby = (
  { pid, name, state, bytes: behind, seconds }: Standby,
  timeScale: number,
): Observation => ({
  rule: "standby-behind",
  level:
    (seconds ?? 0) >= LAG_ACT_SECONDS * timeScale || (behind ?? 0) >= LAG_ACT_BYTES
      ? "error"
      : "warning",
  object: name,
  message: `${code(name)} (walsender ${pid}, ${state ?? "state unknown"}) is ${behind === null ? "" : `${bytes(behind)}, `}${seconds === null ? "an unknown time" : duration(seconds)} behind: reads there show old rows, and a failover would lose what is missing. Look there for a long query that holds replay up, a slow network, or too small a machine.`,
  evidence: "measured",
});

function ofSubscription(one: Subscription): Observation | undefined {
  const { name, enabled, working, steady, errors } = one;
  const base = { object: name, evidence: "measured" } as const;
  if (!enabled)
    return {
      ...base,
      rule: "subscription-disabled",
      level: "warning",
      message: `Subscription ${code(name)} is disabled${errors === 0 ? "" : ` after ${counted(errors, "error")}`}, and its publisher keeps WAL for it. Enable it, or drop it with its slot.`,
      fix: `ALTER SUBSCRIPTION ${quoteIdentifier(name)} ENABLE;`,
    };
  // an error ends the worker, and another one begins
  if (working && (steady || errors === 0)) return undefined;
  return {
    ...base,
    rule: "subscription-fails",
    level: "error",
    message: `Subscription ${code(name)} failed ${counted(errors, "time")} since its counters began, and ${working ? "its worker has just begun anew" : "has no worker"}: a row that it cannot apply (a duplicate key, a missing column) comes again each time. The server's log names it; correct the row here, or skip its transaction (ALTER SUBSCRIPTION ... SKIP).`,
  };
}

const ofUnidentified = ({
  table,
  publication,
}: Replication["unidentified"][number]): Observation => ({
  rule: "replica-identity-missing",
  level: "error",
  object: table,
  message: `${code(table)} is published by ${code(publication)} and has no replica identity: each UPDATE and DELETE of it fails. Give it a primary key; FULL helps until then, and sends whole rows.`,
  evidence: "rule",
  fix: `ALTER TABLE ${table} REPLICA IDENTITY FULL;`,
});

/** Of a replica itself. */
function* ofReplay(
  { inRecovery, replaySeconds }: Replication,
  timeScale: number,
): Generator<Observation> {
  if (!inRecovery || replaySeconds < LAG_SECONDS * timeScale) return;
  yield {
    rule: "replica-behind",
    level: replaySeconds >= LAG_ACT_SECONDS * timeScale ? "error" : "warning",
    object: "replica",
    message: `This is a replica that shows its primary as it was ${duration(replaySeconds)} ago, although newer changes have arrived: a long query here holds replay up, or the one process that applies them cannot keep pace. End the query, or read elsewhere.`,
    evidence: "measured",
  };
}
