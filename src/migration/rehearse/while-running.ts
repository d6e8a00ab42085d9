import { setTimeout as sleep } from "node:timers/promises";
import type { Step } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { parseScript } from "../../sql/parse.ts";
import { runsAlone } from "../../sql/runs-alone.ts";
import { sampleLocks, type Sampled } from "../effects/sample-locks.ts";
import type { Direction } from "../run/step-run.ts";

const FIRST_MS = 1;
/** `pg_locks` stops every locker of the server for a moment, so it is read less often the longer it takes. */
const LAST_MS = 100;

interface Connected {
  readonly session: Session;
  readonly connect: () => Promise<Session>;
}

/**
 * Looks from a second session at the locks of a step that runs alone: it gives them back before anybody could look from within. What it
 * holds between two looks is not seen.
 */
export async function sampleWhile<T>(
  { session, connect }: Connected,
  step: Step,
  direction: Direction,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly taken: Sampled["taken"] }> {
  const sampled: Sampled = { taken: new Map(), waits: false };
  const sql = direction === "forward" ? step.sql : step.rollback;
  const statements = sql === null ? [] : await parseScript(sql);
  if (!statements.some(runsAlone)) return { result: await work(), taken: sampled.taken };
  const [backend] = await session.query<{ pid: number }>(
    "select pg_catalog.pg_backend_pid() as pid",
  );
  await using watcher = await connect();
  const stop = new AbortController();
  const looking = look();
  try {
    return { result: await work(), taken: sampled.taken };
  } finally {
    stop.abort();
    await looking;
  }

  async function look(): Promise<void> {
    for (let ms = FIRST_MS; !stop.signal.aborted; ms = Math.min(LAST_MS, ms * 1.2)) {
      await sampleLocks(watcher, backend?.pid ?? 0, sampled);
      await sleep(ms, undefined, { signal: stop.signal }).catch(() => {});
    }
  }
}
