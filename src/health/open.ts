import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import type { Connection, TargetInput } from "../core/target.ts";
import type { Place } from "./place.ts";

export type Opened = { readonly session: Session } | { readonly refusal: ToolError };

const PASSING: readonly string[] = ["UNAVAILABLE", "TIMEOUT", "LIMIT", "CANCELLED"];
/** A session that is there, or a server that is well, needs no second; a compute that sleeps is awake after so many. */
const [SOON_MS, PATIENCE_MS] = [1_500, 8_000];

interface Where {
  readonly deps: Deps;
  readonly target: TargetInput;
  readonly place: Place;
  readonly signal: AbortSignal;
}

/**
 * The session that calls share: it may be there already where no other can be had. Pools ask a server that refuses again and again, and
 * nobody waits for that at night, so after a moment one try of our own finds out why. A full server is not waited for: its pooler is
 * tried, which keeps connections that it may give.
 */
export async function openSession(where: Where): Promise<Opened> {
  const { deps, target, place } = where;
  const shared = limited(where, (signal) => deps.session({ target, intent: "read", signal }));
  const soon = await Promise.race([shared.opened, pause(SOON_MS)]);
  if (soon !== undefined && "session" in soon) return soon;
  const direct = await tryOnce(where, "direct");
  if ("session" in direct) {
    shared.stop();
    return direct;
  }
  // a Postgres that nobody wakes will refuse a moment later, too
  if (direct.refusal.sqlstate === "53300" || place.deployment === "url") shared.stop();
  else {
    const late = await shared.opened;
    if ("session" in late) return late;
  }
  if (place.deployment === "url") return direct;
  const pooled = await tryOnce(where, "pooled");
  return "session" in pooled ? pooled : direct;
}

const pause = (ms: number): Promise<undefined> =>
  new Promise((resolve) => void setTimeout(() => resolve(undefined), ms));

interface Limited {
  readonly opened: Promise<Opened>;
  /** Nobody waits for it any more; what comes all the same is given back. */
  stop(): void;
}

/** What is wrong with the server now is a value; a wrong name or password, and the caller's leaving, are thrown. */
function limited({ signal }: Where, open: (signal: AbortSignal) => Promise<Session>): Limited {
  const stopped = new AbortController();
  const timer = setTimeout(() => stopped.abort(), PATIENCE_MS);
  const opening = open(AbortSignal.any([signal, stopped.signal]))
    .then(
      (session): Opened => ({ session }),
      (error: unknown): Opened => {
        if (signal.aborted || !(error instanceof ToolError)) throw error;
        if (!PASSING.includes(error.code)) throw error;
        return { refusal: error };
      },
    )
    .finally(() => clearTimeout(timer));
  return {
    opened: opening,
    stop() {
      stopped.abort();
      void opening.then(
        (one) => ("session" in one ? one.session[Symbol.asyncDispose]() : undefined),
        () => {},
      );
    },
  };
}

async function tryOnce(where: Where, connection: Connection): Promise<Opened> {
  const { createPool } = await import("../postgres/pool.ts");
  const { deps, target, place, signal } = where;
  const pool = createPool({
    deployment: place.deployment,
    project: place.project?.name,
    branch: place.branch?.name,
    connection,
    address: () => deps.address({ target, connection, signal }),
    max: 1,
    connectMs: 0,
  });
  try {
    const one = await limited(where, (until) => pool.open({ signal: until, role: target.role }))
      .opened;
    if ("refusal" in one) await pool.close();
    return "refusal" in one ? one : { session: closing(one.session, () => pool.close()) };
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** A session that closes its pool after it was given back. */
function closing(session: Session, close: () => Promise<void>): Session {
  const release = session[Symbol.asyncDispose].bind(session);
  return Object.assign(session, {
    async [Symbol.asyncDispose]() {
      await release();
      await close();
    },
  });
}
