import type { Session } from "../../core/session.ts";
import { asNode } from "../../sql/walk.ts";
import { CONCURRENT_LOCK_MS, LIMITS, NO_TIMEOUT_MS } from "./limits.ts";
import type { Part } from "./parts.ts";
import { untilLocked, type Run } from "./retry.ts";
import { settle } from "./settle.ts";
import type { Position } from "./step-run.ts";

/**
 * Runs a statement outside of a transaction. Cut off in the middle it may have been done, or have left a half: that is looked up before
 * each attempt. Returns how many attempts it took.
 */
export async function runAlone(
  run: Run,
  { statements: [statement] }: Part,
  position: Position,
  done: boolean,
): Promise<number> {
  if (statement === undefined) return 0;
  const { session, options } = run;
  const { journal } = options;
  const earlier = { ...position, parts: position.parts - 1 };
  let begun = journal?.position !== undefined;
  await writtenDown(session, async () => {
    await journal?.check(session);
    await journal?.record(session, earlier, false);
  });
  // DETACH waits for the partition with a lock that nobody gets past
  const patiently = asNode(statement.node, "AlterTableStmt") === undefined;
  const lockTimeoutMs = patiently
    ? Math.max(options.lockTimeoutMs, CONCURRENT_LOCK_MS)
    : options.lockTimeoutMs;
  const patient = { ...run, options: { ...options, lockTimeoutMs } };
  const { attempts } = await untilLocked(patient, () =>
    withTimeouts(session, lockTimeoutMs, async () => {
      const settled = await settle(session, statement, begun);
      begun = true;
      if (settled) return;
      try {
        await session.execute(statement.text, [], LIMITS);
      } catch (error) {
        // an invalid unique index still refuses rows: it does not wait for the next call, unless the connection is gone
        await settle(session, statement, true).catch(() => {});
        throw error;
      }
    }),
  );
  await options.observe?.(session);
  await writtenDown(session, async () => journal?.record(session, position, done));
  return attempts;

  async function writtenDown(on: Session, work: () => Promise<void>): Promise<void> {
    if (journal !== undefined) await on.transaction({ access: "read write" }, work);
  }
}

/** Outside of transactions the session's timeouts hold, which are put back afterwards. */
async function withTimeouts(
  session: Session,
  lockTimeoutMs: number,
  work: () => Promise<void>,
): Promise<void> {
  const [before] = await session.query<Timeouts>(
    `select pg_catalog.current_setting('statement_timeout') as statement,
       pg_catalog.current_setting('lock_timeout') as lock`,
  );
  await setTimeouts(session, { statement: String(NO_TIMEOUT_MS), lock: String(lockTimeoutMs) });
  try {
    await work();
  } finally {
    // a connection that is gone has no settings to put back
    if (before !== undefined) await setTimeouts(session, before).catch(() => {});
  }
}

interface Timeouts extends Record<string, string> {
  readonly statement: string;
  readonly lock: string;
}

async function setTimeouts(session: Session, { statement, lock }: Timeouts): Promise<void> {
  await session.query(
    `select pg_catalog.set_config('statement_timeout', $1, false),
       pg_catalog.set_config('lock_timeout', $2, false)`,
    [statement, lock],
  );
}
