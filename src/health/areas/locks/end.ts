import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Verdict } from "../../area.ts";
import { cancelSql, terminateSql } from "../../end/statements.ts";
import { shownStatement } from "../../statement.ts";
import { counted, duration } from "../../words.ts";
import { type Blocker, waitersOf } from "./tree.ts";

const DDL =
  /^\s*(?:alter|drop|truncate|create|reindex|vacuum|cluster|refresh|lock|comment|grant)\b/i;

/** The safest way to let the waiting go on: what is least lost by it comes first. */
export function endFindings(root: Blocker, verdict: Verdict): readonly Finding[] {
  const level = verdict === "act" ? "error" : "warning";
  const queue = queueHead(root);
  const [message, fix] = wayOut(root);
  return [
    ...(queue === undefined ? [] : [queueFinding(queue, root, level)]),
    {
      rule: "blocks-others",
      level: queue === undefined ? level : "warning",
      object: root.session.pid === 0 ? "prepared transaction" : `pid ${root.session.pid}`,
      message,
      evidence: "measured",
      ...(fix === undefined ? {} : { fix }),
      key: `blocks-others:${root.session.application}`,
    },
  ];
}

/** A statement that waits itself and that others wait behind: they would not wait for the root. */
function queueHead(root: Blocker): Blocker | undefined {
  const waiting = root.waiters.flatMap((waiter) => [waiter, ...below(waiter)]);
  return waiting.find(({ session, waiters }) => waiters.length > 0 && DDL.test(session.statement));
}

const below = ({ waiters }: Blocker): readonly Blocker[] =>
  waiters.flatMap((waiter) => [waiter, ...below(waiter)]);

function queueFinding(queue: Blocker, root: Blocker, level: Finding["level"]): Finding {
  const { session } = queue;
  return {
    rule: "ddl-queue",
    level,
    object: `pid ${session.pid}`,
    message: `pid ${session.pid} (${identifier(session.application)}) waits for ${session.mode ?? "its lock"} and makes ${counted(waitersOf(queue), "session")} wait behind it, which pid ${root.session.pid} alone would let through: ${shownStatement(session.statement)}. Cancel it first: only its own transaction is undone. Run it again, with set lock_timeout = '2s', when pid ${root.session.pid} has ended.`,
    evidence: "measured",
    fix: cancelSql(session),
    key: `ddl-queue:${session.application}`,
  };
}

function wayOut(root: Blocker): readonly [message: string, fix: string | undefined] {
  const { pid, application, kind, role, state, stateSeconds, statement } = root.session;
  const behind = `${counted(waitersOf(root), "session")} ${waitersOf(root) === 1 ? "waits" : "wait"} for`;
  const who = `pid ${pid} (${identifier(application)}, role ${identifier(role)})`;
  const what = statement === "" ? "" : `: ${shownStatement(statement)}`;
  if (pid === 0)
    return [
      `${behind} a prepared transaction: \`transactions\` names it and how to end it.`,
      undefined,
    ];
  if (kind === "autovacuum worker") return [vacuumWay(behind, pid, statement), undefined];
  if (kind !== null && kind !== "client backend")
    return [`${behind} pid ${pid}, a ${kind}: leave it, and look at what it works for.`, undefined];
  if (state?.startsWith("idle in transaction") === true)
    return [
      `${behind} ${who}, which does nothing in its transaction for ${duration(stateSeconds)}; its last statement${what}. There is nothing to cancel: end the session. What it did not commit is undone.`,
      terminateSql(root.session),
    ];
  return [
    `${behind} ${who}${state === null ? "" : `, which works for ${duration(stateSeconds)}`}${what}. Stop its statement; where that does not end its transaction, pg_terminate_backend(${pid}) ends the session.`,
    cancelSql(root.session),
  ];
}

/** One that is not against wraparound gives way by itself after deadlock_timeout; the other one has to come to its end. */
const vacuumWay = (behind: string, pid: number, statement: string): string =>
  statement.includes("to prevent wraparound")
    ? `${behind} an autovacuum (pid ${pid}) that prevents wraparound. Do not cancel it, it would begin anew: cancel what waits for it (DDL), and let it go faster: alter system set autovacuum_vacuum_cost_limit = 10000 where you may.`
    : `${behind} an autovacuum (pid ${pid}). It gives way by itself after deadlock_timeout (1 s).`;
