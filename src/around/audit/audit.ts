import { randomUUID } from "node:crypto";
import { type ErrorCode, ToolError } from "../../core/errors.ts";
import type { Redactor } from "../../core/redact.ts";
import type { Tool } from "../../core/tool.ts";
import { type Answer, refusal } from "../../mcp/answer.ts";
import type { Agreement, Around, Calling } from "../../mcp/around.ts";
import { Question } from "../../mcp/call.ts";
import { type Ledger, digestOf } from "../../mcp/confirmation.ts";
import type { Log } from "../../mcp/run.ts";
import { findPlace } from "../place.ts";
import { currentTrace, readTraceparent } from "../trace/current.ts";
import type { Lines } from "./lines.ts";
import { madeBy } from "./made.ts";

type Outcome = "done" | "asked" | "refused" | "cancelled" | "failed";

interface Ended {
  readonly outcome: Outcome;
  readonly code?: ErrorCode | undefined;
  readonly ms: number;
}

export interface AuditOptions {
  readonly lines: Lines;
  readonly ledger: Pick<Ledger, "key">;
  readonly redact: Redactor;
  readonly log: Log;
  readonly version: string;
  /** Whether a call may change something, by its tool and the arguments as they came. */
  readonly mayChange: (tool: Tool, args: Calling["args"]) => boolean;
}

/**
 * A JSON line before each call that may change something, one when its plan was agreed to, one at its end. They say who, with which tool,
 * where, which plan, how it ended and what was made, and repeat nothing of what the caller wrote: ids are those that Neon gave, the rest is
 * a digest. A `begin` without an `end` is a call that the process did not survive. What cannot be written down is not done.
 */
export function audit({ lines, ledger, redact, log, version, mayChange }: AuditOptions): Around {
  const append = (fields: object): void => {
    try {
      lines.append(JSON.stringify({ time: new Date().toISOString(), ...fields }));
    } catch (error) {
      log("error", "audit", { error: (error as Error).message });
      throw unwritten();
    }
  };

  return async (calling, run) => {
    const { tool, args, principal, onAgreed } = calling;
    if (!mayChange(tool, args)) return run();
    const { confirm_token: _, ...rest } = args;
    const call = randomUUID();
    const started = performance.now();
    let agreement: Agreement | undefined;
    try {
      append({
        event: "begin",
        call,
        principal,
        tool: tool.name,
        effect: tool.effect,
        target: await findPlace(calling),
        arguments: await digestOf(ledger, [tool.name, rest]),
        ...planIn(args),
        trace: traceIn(calling),
        version,
        pid: process.pid,
      });
    } catch (error) {
      if (error instanceof ToolError) return refusal(error, redact);
      throw error;
    }
    const onAgreement = (given: Agreement): void => {
      append({ event: "agreed", call, ...given });
      agreement = given;
    };
    onAgreed.add(onAgreement);
    const since = (): number => Math.round(performance.now() - started);
    const end = (how: Ended, more?: object): void => {
      try {
        append({ event: "end", call, ...how, ...agreement, ...more });
      } catch {
        // it is done and logged; the next one is refused
      }
    };
    try {
      const answer = await run();
      const how = { outcome: outcomeOf(answer, calling.signal), code: answer.code, ms: since() };
      end(how, { ...whereIn(answer), ...(await madeBy(calling, answer)) });
      return answer;
    } catch (error) {
      end({ outcome: error instanceof Question ? "asked" : "failed", ms: since() });
      throw error;
    } finally {
      onAgreed.delete(onAgreement);
    }
  };
}

const unwritten = (): ToolError =>
  new ToolError(
    "UNAVAILABLE",
    "The audit log of this server cannot be written, and nothing is changed without it. Nothing was changed.",
    "Tell the operator: the log on stderr says why (`--audit`). Reading works meanwhile.",
  );

const FAILURES: readonly ErrorCode[] = ["POSTGRES", "UNAVAILABLE", "TIMEOUT", "LOCK_TIMEOUT"];

function outcomeOf({ isError, code }: Answer, signal: AbortSignal): Outcome {
  if (!isError) return "done";
  if (code === "CONFIRMATION_REQUIRED") return "asked";
  if (code === "CANCELLED" || signal.aborted) return "cancelled";
  return code !== undefined && FAILURES.includes(code) ? "failed" : "refused";
}

/** Ids of plans are hashes; what only looks like one says nothing. */
function planIn({ plan_id: id }: Record<string, unknown>): { plan_id?: string } {
  return typeof id === "string" && /^pl_[0-9a-f]{16}$/.test(id) ? { plan_id: id } : {};
}

/** Hex, so it says nothing else. Where there are spans, the open one; else what the caller sent. */
const traceIn = ({ traceparent }: Calling): string | undefined =>
  (readTraceparent(currentTrace.getStore()) ?? readTraceparent(traceparent))?.traceId;

/** The place that the tool says it acted in, which is there. */
function whereIn({ structured }: Answer): object {
  const target = structured?.["target"];
  return target === undefined ? {} : { target };
}
