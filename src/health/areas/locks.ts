import type { Area, AreaReport, Verdict } from "../area.ts";
import { counted, duration, rounded } from "../words.ts";
import { endFindings } from "./locks/end.ts";
import { type LockQueues, readLocks } from "./locks/read.ts";
import { lockTree, treeText, waitersOf } from "./locks/tree.ts";

/** Waiting for a moment is how locks work. */
const SECONDS = { watch: 2, act: 30 };
/** So many at once have taken a good part of a pool. */
const MANY = 5;

export const locks: Area = {
  name: "locks",
  read: async ({ session, timeScale }) => report(await readLocks(session), timeScale),
  alerts: [
    {
      name: "postgres_lock_wait_seconds_max",
      sql: `select coalesce(max(extract(epoch from pg_catalog.clock_timestamp() - waitstart)), 0)::float8 as value from pg_catalog.pg_locks where not granted`,
      watch: SECONDS.watch,
      act: SECONDS.act,
      forSeconds: 0,
    },
    {
      name: "postgres_lock_waiters",
      sql: `select count(distinct pid)::float8 as value from pg_catalog.pg_locks where not granted and waitstart < pg_catalog.clock_timestamp() - interval '${SECONDS.watch} seconds'`,
      watch: 1,
      act: MANY,
      forSeconds: 30,
    },
  ],
};

function report({ sessions, waiting }: LockQueues, timeScale: number): AreaReport {
  const waits = sessions.filter(({ mode }) => mode !== null);
  const longest = Math.max(0, ...waits.map(({ waitSeconds }) => waitSeconds));
  const long = waits.filter(({ waitSeconds }) => waitSeconds >= SECONDS.watch * timeScale);
  const isUrgent = longest >= SECONDS.act * timeScale || long.length >= MANY;
  const verdict: Verdict = long.length === 0 ? "ok" : isUrgent ? "act" : "watch";
  const roots = lockTree(sessions);
  const figures = {
    waiting,
    wait_seconds_max: rounded(longest),
    blockers: roots.length,
  };
  if (verdict === "ok")
    return {
      verdict,
      summary:
        waiting === 0
          ? "Nobody waits for a lock."
          : `${counted(waiting, "session")} waiting, none for long.`,
      figures,
      findings: [],
    };
  const [first] = roots;
  const who =
    first === undefined
      ? ""
      : first.session.pid === 0
        ? "a prepared transaction"
        : `pid ${first.session.pid}`;
  return {
    verdict,
    summary: `${counted(waiting, "session")} waiting for locks, up to ${duration(longest)}; ${first === undefined ? 0 : waitersOf(first)} behind ${who}.`,
    figures: { ...figures, tree: treeText(roots) },
    findings: roots.slice(0, 3).flatMap((root) => endFindings(root, verdict)),
  };
}
