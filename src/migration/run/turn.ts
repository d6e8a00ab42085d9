import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Session } from "../../core/session.ts";
import type { KeptPlan } from "./kept-plan.ts";
import { createLedger, LOCK_CLASS, writeLedger } from "./ledger.ts";
import { pause } from "./retry.ts";

/** One migration at a time in a database. Whoever has it gets it again, so it is also how to ask whether one has it. */
export const TURN = `pg_catalog.pg_try_advisory_lock(${LOCK_CLASS}, 1)`;

/** A process that was killed leaves its backend behind for two seconds at most, where the server looks after its client. */
const WAIT_MS = 4_000;
/** A connection that was lost on its way, the server may miss later. */
const RENEW_MS = 60_000;
const LOOK_MS = 250;

/** The right to work on a database, for as long as its session lives; and another session when it has died. */
export interface Turn extends AsyncDisposable {
  readonly session: Session;
  /** Whether the session can be used no more. */
  isLost(): Promise<boolean>;
  renew(): Promise<void>;
}

/** Throws LOCK_TIMEOUT, with whose turn it is and since when. */
export async function takeTurn(
  open: () => Promise<Session>,
  kept: KeptPlan,
  signal: AbortSignal,
): Promise<Turn> {
  let session = await open();
  try {
    await take(session, signal, WAIT_MS);
    await enter(session, kept);
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
  return {
    get session() {
      return session;
    },
    isLost: async () =>
      session.query("select 1").then(
        () => false,
        () => !signal.aborted,
      ),
    async renew() {
      await session[Symbol.asyncDispose]();
      session = await open();
      await take(session, signal, RENEW_MS);
      await enter(session, kept);
    },
    async [Symbol.asyncDispose]() {
      // what the call left is told apart from what a killed one did
      await Promise.race([leave(session, kept), sleep(WAIT_MS, undefined, { ref: false })]);
      await session[Symbol.asyncDispose]();
    },
  };
}

/** Returns when nobody has the turn. Throws LOCK_TIMEOUT as `takeTurn` does. */
export async function awaitTurn(session: Session, signal: AbortSignal): Promise<void> {
  await take(session, signal, WAIT_MS);
  await session.query(`select pg_catalog.pg_advisory_unlock(${LOCK_CLASS}, 1)`);
}

async function take(session: Session, signal: AbortSignal, waitMs: number): Promise<void> {
  const end = Date.now() + waitMs;
  for (;;) {
    const [row] = await session.query<{ mine: boolean }>(`select ${TURN} as mine`);
    if (row?.mine === true) return;
    if (Date.now() > end) throw await taken(session);
    await pause(LOOK_MS, signal);
  }
}

async function enter(session: Session, { plan, proof }: KeptPlan): Promise<void> {
  await createLedger(session);
  await writeLedger(
    session,
    `insert into neon_dba.migration (plan_id, name, worker, plan, proof)
     values ($1, $2, pg_catalog.pg_backend_pid(), $3, $4)
     on conflict (plan_id) do update set worker = excluded.worker, worked_at = excluded.worked_at,
       plan = excluded.plan, proof = excluded.proof`,
    [
      plan.plan_id,
      plan.name,
      JSON.stringify(plan),
      proof === undefined ? null : JSON.stringify(proof),
    ],
  );
}

async function leave(session: Session, { plan }: KeptPlan): Promise<void> {
  const sql = "update neon_dba.migration set worker = null where plan_id = $1";
  await writeLedger(session, sql, [plan.plan_id]).catch(() => {});
}

/** Backend that has the turn; undefined where nobody does. */
export async function holderOf(session: Session): Promise<number | undefined> {
  const [row] = await session.query<{ pid: number }>(
    `select l.pid from pg_catalog.pg_locks l
     join pg_catalog.pg_database d on d.oid = l.database and d.datname = pg_catalog.current_database()
     where l.locktype = 'advisory' and l.classid = ${LOCK_CLASS} and l.objid = 1 and l.objsubid = 2
       and l.granted`,
  );
  return row?.pid;
}

async function taken(session: Session): Promise<ToolError> {
  const pid = await holderOf(session);
  const [plan] = await session
    .query<{ plan_id: string; name: string; since: string }>(
      `select plan_id, name, pg_catalog.to_char(worked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
       from neon_dba.migration where worker = $1`,
      [pid ?? 0],
    )
    .catch(() => []);
  const what =
    plan === undefined
      ? "Another migration"
      : `Plan \`${identifier(plan.plan_id)}\` (\`${identifier(plan.name)}\`), since ${plan.since},`;
  return new ToolError(
    "LOCK_TIMEOUT",
    `${what} is being applied or rolled back in this database by pid ${pid ?? "?"}; one migration at a time.`,
    "Repeat the call when migration_status says that it has ended. Where its process is gone, a person can end it with pg_terminate_backend(pid).",
  );
}
