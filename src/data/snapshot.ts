import type { Session } from "../core/session.ts";
import type { Sessions } from "./sessions.ts";

/** Several sessions of one database that see the same rows, however long the work takes and whoever writes meanwhile. */
export interface Snapshot {
  /** Also the server's version and target. It is one of those that work. */
  readonly leader: Session;
  readonly width: number;
  /** Runs the work on a session that is free, in the order of the calls. Where it fails, the session goes on with its snapshot. */
  run<T>(work: (session: Session) => Promise<T>): Promise<T>;
}

/** No statement of ours is meant to take that long; a timer cannot wait longer than 24 days. */
const STATEMENT_MS = 12 * 3_600_000;

const options = {
  access: "read only",
  isolation: "repeatable read",
  statementTimeoutMs: STATEMENT_MS,
  lockTimeoutMs: 60_000,
} as const;

/**
 * Text that means the same wherever it is printed: times in UTC, money and names without a locale or a search path. Rows that a
 * policy hides are an error, not a silent absence. A session that waits for the other side is not ended for being idle.
 */
const PRINTING = `select pg_catalog.set_config('TimeZone', 'UTC', true), pg_catalog.set_config('DateStyle', 'ISO, YMD', true),
  pg_catalog.set_config('IntervalStyle', 'postgres', true), pg_catalog.set_config('extra_float_digits', '1', true),
  pg_catalog.set_config('bytea_output', 'hex', true), pg_catalog.set_config('lc_monetary', 'C', true),
  pg_catalog.set_config('xmloption', 'content', true), pg_catalog.set_config('search_path', '', true),
  pg_catalog.set_config('row_security', 'off', true), pg_catalog.set_config('quote_all_identifiers', 'off', true),
  pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true)`;

/**
 * Holds one REPEATABLE READ, READ ONLY snapshot over all sessions while `work` runs. The sessions are the caller's to close; none of
 * them may be behind a pooler.
 */
export async function withSnapshot<T>(
  [leader, ...others]: Sessions,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return leader.transaction(options, async () => {
    // not after the savepoint: a subtransaction exports none
    const id = others.length === 0 ? "" : await exported(leader);
    await prepare(leader);
    let release = (): void => {};
    const over = new Promise<void>((resolve) => (release = resolve));
    const follow = (session: Session, joined: () => void): Promise<void> =>
      session.transaction({ ...options, snapshot: id }, async () => {
        await prepare(session);
        joined();
        await over;
      });
    const followers: Promise<void>[] = [];
    const joining = others.map(
      (session) =>
        new Promise<void>((joined, failed) => {
          followers.push(follow(session, joined).catch(failed));
        }),
    );
    try {
      await Promise.all(joining);
      return await work(sharing([leader, ...others], leader));
    } finally {
      release();
      await Promise.allSettled(followers);
    }
  });
}

async function exported(session: Session): Promise<string> {
  const [row] = await session.query<{ id: string }>("select pg_catalog.pg_export_snapshot() as id");
  return row?.id ?? "";
}

async function prepare(session: Session): Promise<void> {
  await session.query(PRINTING);
  await session.query("savepoint neon_dba");
}

function sharing(sessions: readonly Session[], leader: Session): Snapshot {
  const free = [...sessions];
  const waiting: ((session: Session) => void)[] = [];
  const take = (): Promise<Session> | Session =>
    free.shift() ?? new Promise((resolve) => waiting.push(resolve));
  return {
    leader,
    width: sessions.length,
    async run(work) {
      const session = await take();
      try {
        return await work(session);
      } catch (error) {
        await session.query("rollback to savepoint neon_dba").catch(() => {
          // the connection is gone, as whoever asks next will hear
        });
        throw error;
      } finally {
        const next = waiting.shift();
        if (next === undefined) free.push(session);
        else next(session);
      }
    },
  };
}
