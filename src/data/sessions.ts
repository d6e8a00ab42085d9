import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "../core/session.ts";

/** Those of one database that work together. */
export type Sessions = readonly [Session, ...Session[]];

/**
 * Beyond the first, which may wake a compute, as many as there may be: others hold some of them, or the server has few.
 * `accept` looks at the first before there are more.
 */
export async function openAll(
  open: () => Promise<Session>,
  width: number,
  accept?: (session: Session) => void,
): Promise<Sessions> {
  const first = await open();
  try {
    accept?.(first);
  } catch (error) {
    await first[Symbol.asyncDispose]();
    throw error;
  }
  const more = Array.from({ length: width - 1 }, () => soon(open()));
  return [first, ...(await Promise.all(more)).flatMap((session) => session ?? [])];
}

const SOON_MS = 3_000;

/** Undefined where it fails or takes long; what comes later is handed back. */
async function soon(opening: Promise<Session>): Promise<Session | undefined> {
  const timer = new AbortController();
  const session = await Promise.race([
    opening.catch(() => undefined),
    sleep(SOON_MS, undefined, { signal: timer.signal }).catch(() => undefined),
  ]);
  timer.abort();
  if (session === undefined)
    void opening.then(
      (found) => found[Symbol.asyncDispose](),
      () => {},
    );
  return session;
}

export async function closeAll(sessions: readonly Session[]): Promise<void> {
  for (const session of sessions) await session[Symbol.asyncDispose]();
}
