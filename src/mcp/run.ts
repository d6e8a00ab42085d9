import * as z from "zod";
import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { faultText, inputFaults } from "../core/input-faults.ts";
import type { Redactor } from "../core/redact.ts";
import type { Call, Tool } from "../core/tool.ts";
import { type Answer, answer, refusal } from "./answer.ts";
import { Question } from "./call.ts";
import { openCursor, sealCursors } from "./cursors.ts";
import { findIllFormed } from "./ill-formed.ts";
import type { Seal } from "./request-state.ts";

export type Log = (
  level: "error" | "warn" | "info" | "debug",
  message: string,
  fields?: Record<string, unknown>,
) => void;

/** What every way in shares: the same deps, the same redaction, the same log. */
export interface Runtime {
  readonly deps: Deps;
  readonly redact: Redactor;
  readonly log: Log;
  /** Whom cursors are signed for, where several callers share a server. */
  readonly seal?: Seal;
}

/**
 * Runs one tool for one caller. Everything expected comes back as an answer; only a `Question` passes through, because
 * it is no result but the protocol's way to ask. What is unexpected is logged, and the caller learns nothing of it.
 */
export async function runTool(
  tool: Tool,
  args: unknown,
  call: Call,
  runtime: Runtime,
): Promise<Answer> {
  const started = performance.now();
  const { redact, log, seal } = runtime;
  try {
    const parsed = parseInput(tool, args);
    const input = seal === undefined ? parsed : await openCursor(parsed, tool, seal);
    const done = await tool.run(input, runtime.deps, call);
    const output = seal === undefined ? done : await sealCursors(done, tool, seal);
    log("debug", "call", { tool: tool.name, ms: Math.round(performance.now() - started) });
    return answer(tool, output as z.output<z.ZodObject>, redact);
  } catch (error) {
    // a question, or the reason that a client gave for its cancelling
    if (error instanceof Question || (!(error instanceof Error) && call.signal.aborted))
      throw error;
    if (error instanceof ToolError) {
      log("info", "refused", { tool: tool.name, code: error.code });
      return refusal(error, redact);
    }
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    log("error", "unexpected", { tool: tool.name, error: redact.text(stack) });
    return refusal(
      new ToolError(
        "UNAVAILABLE",
        `${tool.name} ended with an error that it does not know; the log on stderr has it.`,
        "Repeat the call once; if it fails again, run `neon-dba doctor`.",
        { quoted: message },
      ),
      redact,
    );
  }
}

/** Zod compiles a schema on its first use, so each tool's strict form is made once. */
const strictInputs = new WeakMap<z.ZodObject, z.ZodObject>();

function strictInput({ input }: Tool): z.ZodObject {
  const known = strictInputs.get(input);
  if (known !== undefined) return known;
  const strict = input.strict();
  strictInputs.set(input, strict);
  return strict;
}

function parseInput(tool: Tool, args: unknown): z.output<z.ZodObject> {
  const parsed = strictInput(tool).safeParse(args ?? {});
  if (parsed.success) {
    const illFormed = findIllFormed(parsed.data);
    if (illFormed === undefined) return parsed.data;
    throw new ToolError(
      "INVALID_INPUT",
      `${tool.name} was not called: \`${identifier(illFormed)}\` holds half of a surrogate pair, which is no character.`,
      "Repeat the call with that character whole, or without it.",
    );
  }
  const known = Object.keys(tool.input.shape).join(", ");
  throw new ToolError(
    "INVALID_INPUT",
    `${tool.name} was not called: ${refusedText(tool, args ?? {}, parsed.error)}.`,
    `Repeat the call with these corrected. The fields are ${known}.`,
  );
}

/** Each fault, and once a field what an agent may not have read or have forgotten of it. */
function refusedText({ input }: Tool, args: unknown, error: z.ZodError): string {
  const told = new Set<PropertyKey | undefined>();
  const faults = inputFaults(input, args, error);
  const texts = faults.slice(0, FAULTS).map((fault) => {
    const [name] = fault.path;
    const about = told.has(name) ? undefined : aboutField(input, name);
    told.add(name);
    return about === undefined ? faultText(fault) : `${faultText(fault)} (${about})`;
  });
  const left = faults.length - texts.length;
  return [...texts, ...(left > 0 ? [`and ${left} more`] : [])].join("; ");
}

/** Faults that one answer tells. */
const FAULTS = 15;

/** Where fields come from that have no description: it is paid in every conversation. */
const sources: Readonly<Record<string, string>> = {
  plan_id: "plan_migration gives it",
  cursor: "the answer before gives it",
  confirm_token: "the question before gives it",
};

function aboutField({ shape }: z.ZodObject, name: PropertyKey | undefined): string | undefined {
  if (typeof name !== "string" || !Object.hasOwn(shape, name)) return undefined;
  const field = shape[name];
  const described = field instanceof z.ZodType ? field.description : undefined;
  return described?.replace(/(?<!\.)\.$/, "") ?? sources[name];
}
