import { identifier } from "../../../core/identifier.ts";
import { shownStatement } from "../../statement.ts";
import { duration } from "../../words.ts";
import type { Locker } from "./read.ts";

/** A session with those that wait for it alone, or for it first. */
export interface Blocker {
  readonly session: Locker;
  readonly waiters: readonly Blocker[];
}

/**
 * Who waits for nobody is a root. Who waits for several stands below the one that is deepest in the tree: that is the queue it is in. In a
 * circle, which lasts no longer than deadlock_timeout, the one that waits longest is taken for the root.
 */
export function lockTree(sessions: readonly Locker[]): readonly Blocker[] {
  const byPid = new Map(sessions.map((session) => [session.pid, session]));
  const depths = new Map<number, number>();
  const depthOf = (pid: number, above: readonly number[] = []): number => {
    const known = depths.get(pid);
    if (known !== undefined) return known;
    if (above.includes(pid)) return 0;
    const before = byPid.get(pid)?.blockedBy.filter((by) => byPid.has(by)) ?? [];
    const depth = Math.max(-1, ...before.map((by) => depthOf(by, [...above, pid]))) + 1;
    depths.set(pid, depth);
    return depth;
  };
  const waiters = new Map<number, Locker[]>();
  const roots: Locker[] = [];
  for (const session of sessions.toSorted((a, b) => b.waitSeconds - a.waitSeconds)) {
    const [above] = session.blockedBy
      .filter((pid) => byPid.has(pid) && depthOf(pid) < depthOf(session.pid))
      .toSorted((a, b) => depthOf(b) - depthOf(a));
    if (above === undefined) roots.push(session);
    else waiters.set(above, [...(waiters.get(above) ?? []), session]);
  }
  const branch = (session: Locker): Blocker => ({
    session,
    waiters: (waiters.get(session.pid) ?? []).map(branch),
  });
  return roots
    .map(branch)
    .filter((root) => root.waiters.length > 0)
    .toSorted((a, b) => waitersOf(b) - waitersOf(a));
}

/** All that wait below. */
export const waitersOf = ({ waiters }: Blocker): number =>
  waiters.reduce((sum, waiter) => sum + 1 + waitersOf(waiter), 0);

const LINES = 20;

/** Two spaces for each step from the root; the middle of a storm is left out. */
export function treeText(roots: readonly Blocker[]): string {
  const lines = roots.flatMap((root) => linesOf(root, 0));
  const shown = lines.slice(0, LINES);
  return [
    ...shown,
    ...(lines.length > LINES ? [`… and ${lines.length - LINES} more lines`] : []),
  ].join("\n");
}

function linesOf({ session, waiters }: Blocker, depth: number): string[] {
  const { pid, application, mode, relation, waitSeconds, statement } = session;
  const doing =
    mode === null
      ? `(${stateOf(session)})`
      : `waits ${duration(waitSeconds)} for ${mode}${relation === null ? "" : ` on ${identifier(relation)}`}`;
  const who = pid === 0 ? "a prepared transaction" : `pid ${pid} ${identifier(application)}`;
  const what = statement === "" ? "" : `: ${shownStatement(statement, 90)}`;
  const line = `${"  ".repeat(depth)}${depth > 0 ? "<- " : ""}${who} ${doing}${what}`;
  return [line, ...alike(waiters).flatMap((group) => groupLines(group, depth + 1))];
}

/** Those that nobody waits for and that wait alike, of whom a storm has dozens, in one line; the one that has waited longest is named. */
function groupLines([first, ...others]: readonly [Blocker, ...Blocker[]], depth: number): string[] {
  const [line = "", ...below] = linesOf(first, depth);
  return [others.length === 0 ? line : `${line} (and ${others.length} more like it)`, ...below];
}

function alike(waiters: readonly Blocker[]): readonly [Blocker, ...Blocker[]][] {
  const groups = new Map<string, [Blocker, ...Blocker[]]>();
  for (const waiter of waiters) {
    const { pid, application, mode, relation, statement } = waiter.session;
    const key = JSON.stringify(
      waiter.waiters.length > 0 ? [pid] : [application, mode, relation, statement],
    );
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [waiter]);
    else group.push(waiter);
  }
  return Array.from(groups.values());
}

function stateOf({ pid, kind, state, stateSeconds }: Locker): string {
  if (pid === 0) return "see transactions";
  if (kind !== null && kind !== "client backend") return kind;
  return state === null ? "not shown to this role" : `${state} for ${duration(stateSeconds)}`;
}
