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
  /** Begins to look, in a while: most statements do not wait. */
  begin(lockTimeoutMs: number): void;
  /** Until the next `begin`. */
  end(): void;
  close(): Promise<void>;
}

const FIRST_LOOK_MS = 200;
const LOOK_MS = 200;

export interface WatchOptions {
  /** Without it nobody is seen. */
  readonly connect: (() => Promise<Session>) | undefined;
  /** Told of those who are in the way, as they change. */
  readonly tell: (blockers: readonly Blocker[]) => void;
}

/** Its own session is opened when `waiting` waits for the first time. That it cannot look is no reason to fail. */
export async function openWatch(waiting: Session, { connect, tell }: WatchOptions): Promise<Watch> {
  const pid = connect === undefined ? 0 : await pidOf(waiting);
  let session: Promise<Session> | undefined;
  let seen: readonly Blocker[] = [];
  let stop = new AbortController();
  let looking: Promise<void> = Promise.resolve();

  const look = async (firstMs: number, signal: AbortSignal): Promise<void> => {
    await sleep(firstMs, undefined, { signal, ref: false });
    while (connect !== undefined) {
      const found = await blockersOf(await (session ??= connect()), pid);
      const others = pidsOf(found) !== pidsOf(seen);
      if (found.length > 0) seen = found;
      if (found.length > 0 && others) tell(found);
      await sleep(LOOK_MS, undefined, { signal, ref: false });
    }
  };

  return {
    get blockers() {
      return seen;
    },
    begin(lockTimeoutMs) {
      stop = new AbortController();
      seen = [];
      const firstMs = Math.min(FIRST_LOOK_MS, lockTimeoutMs / 2);
      if (connect !== undefined) looking = look(firstMs, stop.signal).catch(() => {});
    },
    end: () => stop.abort(),
    async close() {
      stop.abort();
      await looking;
      await (await session?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}

export const pidsOf = (blockers: readonly Blocker[]): string =>
  blockers.map(({ pid }) => `pid ${pid}`).join(", ");

async function pidOf(session: Session): Promise<number> {
  const [row] = await session.query<{ pid: number }>("select pg_catalog.pg_backend_pid() as pid");
  return row?.pid ?? 0;
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
