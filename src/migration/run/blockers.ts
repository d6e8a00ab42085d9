import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "../../core/session.ts";

/** Somebody whose lock was waited for. */
export interface Blocker {
  /** 0 is a prepared transaction. */
  readonly pid: number;
  readonly application: string | null;
  readonly state: string | null;
  /** Seconds since its transaction began. */
  readonly age: number | null;
  readonly query: string | null;
}

/** Looks who is in a session's way for as long as it waits. */
export interface Watch {
  /** Those that were seen last. */
  readonly blockers: readonly Blocker[];
  /** Begins to look at the session of this pid, in a while: most statements do not wait. */
  begin(pid: number, lockTimeoutMs: number): void;
  /** Until the next `begin`. */
  end(): void;
  close(): Promise<void>;
}

const FIRST_LOOK_MS = 200;
const LOOK_MS = 200;

/** Opens its session when somebody waits for the first time. That it cannot look is no reason to fail. */
export function openWatch(connect: (() => Promise<Session>) | undefined): Watch {
  let session: Promise<Session> | undefined;
  let seen: readonly Blocker[] = [];
  let stop = new AbortController();
  let looking: Promise<void> = Promise.resolve();

  const look = async (pid: number, firstMs: number, signal: AbortSignal): Promise<void> => {
    await sleep(firstMs, undefined, { signal, ref: false });
    while (connect !== undefined) {
      const found = await blockersOf(await (session ??= connect()), pid);
      if (found.length > 0) seen = found;
      await sleep(LOOK_MS, undefined, { signal, ref: false });
    }
  };

  return {
    get blockers() {
      return seen;
    },
    begin(pid, lockTimeoutMs) {
      stop = new AbortController();
      seen = [];
      const firstMs = Math.min(FIRST_LOOK_MS, lockTimeoutMs / 2);
      if (connect !== undefined) looking = look(pid, firstMs, stop.signal).catch(() => {});
    },
    end: () => stop.abort(),
    async close() {
      stop.abort();
      await looking;
      await (await session?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}

async function blockersOf(session: Session, pid: number): Promise<readonly Blocker[]> {
  const rows = await session.query(
    `select b.pid, a.application_name as application, a.state,
       pg_catalog.round(extract(epoch from pg_catalog.clock_timestamp() - a.xact_start))::int as age,
       pg_catalog.left(a.query, 300) as query
     from pg_catalog.unnest(pg_catalog.pg_blocking_pids($1)) as b(pid)
     left join pg_catalog.pg_stat_activity a using (pid)
     order by a.xact_start nulls last limit 10`,
    [pid],
  );
  return rows as unknown as Blocker[];
}

/** One line for each; what others wrote in it has to be fenced. */
export function describeBlocker({ pid, application, state, age, query }: Blocker): string {
  if (pid === 0) return "a prepared transaction (pg_prepared_xacts)";
  const facts = [
    `pid ${pid}`,
    ...(application === null || application === "" ? [] : [`application ${application}`]),
    ...(state === null ? [] : [state]),
    ...(age === null ? [] : [`transaction of ${age} s`]),
  ];
  return `${facts.join(", ")}${query === null ? "" : `: ${query}`}`;
}
