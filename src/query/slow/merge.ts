import type { Statement } from "../../postgres/statements/statements.ts";

/** The same statement of several roles, and inside and outside of functions, as one; in the order of their first ones. */
export function mergeStatements(statements: readonly Statement[]): Statement[] {
  const groups = new Map<string, Statement[]>();
  for (const statement of statements) {
    const group = groups.get(statement.queryid);
    if (group === undefined) groups.set(statement.queryid, [statement]);
    else group.push(statement);
  }
  return [...groups.values()].map((group) => group.reduce(merge));
}

/** Calls, times, rows and blocks add up; mean and deviation are those of all calls together. */
function merge(a: Statement, b: Statement): Statement {
  const calls = a.calls + b.calls;
  const meanMs = (a.meanMs * a.calls + b.meanMs * b.calls) / calls;
  const squares = [a, b].map((part) => part.calls * (part.deviationMs ** 2 + part.meanMs ** 2));
  const variance = squares.reduce((x, y) => x + y) / calls - meanMs ** 2;
  return {
    ...a,
    toplevel: a.toplevel || b.toplevel,
    calls,
    meanMs,
    deviationMs: Math.sqrt(Math.max(0, variance)),
    minMs: Math.min(a.minMs, b.minMs),
    maxMs: Math.max(a.maxMs, b.maxMs),
    rows: a.rows + b.rows,
    totalMs: a.totalMs + b.totalMs,
    planningMs: a.planningMs + b.planningMs,
    blocksHit: a.blocksHit + b.blocksHit,
    blocksRead: a.blocksRead + b.blocksRead,
    blocksMoved: a.blocksMoved + b.blocksMoved,
    tempWritten: a.tempWritten + b.tempWritten,
    ioMs: a.ioMs + b.ioMs,
    walBytes: a.walBytes + b.walBytes,
    walPages: a.walPages + b.walPages,
    workersPlanned: a.workersPlanned + b.workersPlanned,
    workersLaunched: a.workersLaunched + b.workersLaunched,
    seconds: a.seconds === null || b.seconds === null ? null : Math.max(a.seconds, b.seconds),
  };
}
