import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Session } from "../../core/session.ts";
import type { TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { shownStatement } from "../statement.ts";
import { counted, duration } from "../words.ts";
import { readSessions, type Running } from "./sessions.ts";

export interface EndRequest {
  readonly pids: readonly number[];
  readonly stop: "statement" | "session";
  readonly target?: TargetInput | undefined;
}

export interface Ended {
  readonly session: Running;
  /** `gone`: it had ended, or went on to something else, before it was asked to. `still there`: it was asked, and works on. */
  readonly outcome: "ended" | "gone" | "still there";
}

/** A statement that is cancelled cleans up after itself; longer than this nobody waits for one call. */
const PATIENCE_MS = 5_000;
const POLL_MS = 50;

/**
 * Stops statements or ends sessions, after a person has agreed to exactly these: a number that belongs to another session by now, or to
 * another transaction of the same one, is left alone. Who may is Postgres's answer. It is done on a guarded branch too: what is committed
 * stays, and who is called at night has nothing else.
 */
export async function endSessions(
  { pids, stop, target }: EndRequest,
  deps: Deps,
  call: Call,
): Promise<{
  readonly session: Session["target"];
  readonly ended: readonly Ended[];
  readonly waited: number;
  readonly waiting: number;
}> {
  await using session = await deps.session({ target, intent: "apply", signal: call.signal });
  const asked = [...new Set(pids)];
  const there = await readSessions(session, asked);
  refuse(there, asked, stop);
  await call.confirm({
    summary: question(there, stop),
    plan: {
      target: session.target,
      stop,
      sessions: there.map((one) => [one.pid, one.backendStart, sinceOf(one, stop)]),
    },
  });
  const ended: Ended[] = [];
  for (const one of there)
    ended.push({ session: one, outcome: await end(session, one, stop, call) });
  const waited = sum(there);
  const waiting = sum(await readSessions(session, asked));
  return { session: session.target, ended, waited, waiting };
}

const sum = (sessions: readonly Running[]): number =>
  sessions.reduce((total, { waiting }) => total + waiting, 0);

const sinceOf = (one: Running, stop: EndRequest["stop"]): string | null =>
  stop === "statement" ? one.queryStart : one.transactionStart;

function refuse(
  there: readonly Running[],
  asked: readonly number[],
  stop: EndRequest["stop"],
): void {
  const missing = asked.filter((pid) => !there.some((one) => one.pid === pid));
  if (missing.length > 0)
    throw new ToolError(
      "NOT_FOUND",
      `There is no session ${missing.map((pid) => `pid ${pid}`).join(", ")}; nothing was ended.`,
      "Call check_health for those there are now, and name only these.",
    );
  const own = there.find((one) => one.own);
  if (own !== undefined)
    throw new ToolError(
      "INVALID_INPUT",
      `pid ${own.pid} is this call's own session.`,
      "Leave it out.",
    );
  const server = there.find(({ kind }) => kind !== null && kind !== "client backend");
  if (server !== undefined)
    throw new ToolError(
      "UNSUPPORTED",
      `pid ${server.pid} is no client's: ${identifier(server.kind ?? "")}.`,
      "Leave it out. An autovacuum gives way by itself; a subscriber is manage_replication's.",
    );
  const idle = there.find(({ state }) => state !== null && state !== "active");
  if (stop === "statement" && idle !== undefined)
    throw new ToolError(
      "INVALID_INPUT",
      `pid ${idle.pid} runs no statement, it is ${idle.state ?? ""}.`,
      'End it with stop: "session".',
    );
}

function question(there: readonly Running[], stop: EndRequest["stop"]): string {
  const each = there.map((one) => {
    const transaction =
      one.transactionSeconds === null
        ? "in no transaction"
        : `in a transaction for ${duration(one.transactionSeconds)}`;
    const statement =
      one.statement === "" ? "" : `: \`${identifier(shownStatement(one.statement, 80))}\``;
    return `pid ${one.pid} (${identifier(one.application)}, role ${identifier(one.role ?? "unknown")}; ${one.state ?? "state not shown"}, ${transaction}; ${counted(one.waiting, "session")} ${one.waiting === 1 ? "waits" : "wait"} for it${statement})`;
  });
  return stop === "session"
    ? `End ${counted(there.length, "session")}: ${each.join("; ")}. What they did not commit is undone, and their applications see a lost connection.`
    : `Stop the statement of ${counted(there.length, "session")}: ${each.join("; ")}. What it did is undone; an application that does not expect it sees an error (57014).`;
}

const SAME = `from pg_catalog.pg_stat_activity where pid = $1 and backend_start is not distinct from $2::timestamptz`;
const SIGNAL = {
  session: `select pg_catalog.pg_terminate_backend(pid) as sent ${SAME} and xact_start is not distinct from $3::timestamptz`,
  statement: `select pg_catalog.pg_cancel_backend(pid) as sent ${SAME} and state = 'active' and query_start is not distinct from $3::timestamptz`,
} as const;

async function end(
  session: Session,
  one: Running,
  stop: EndRequest["stop"],
  call: Call,
): Promise<Ended["outcome"]> {
  const [sent] = await session.query<{ sent: boolean }>(SIGNAL[stop], [
    one.pid,
    one.backendStart,
    sinceOf(one, stop),
  ]);
  if (sent?.sent !== true) return "gone";
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const [now] = await readSessions(session, [one.pid]);
    if (now === undefined || now.backendStart !== one.backendStart) return "ended";
    if (stop === "statement" && (now.state !== "active" || now.queryStart !== one.queryStart))
      return "ended";
    call.signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return "still there";
}
