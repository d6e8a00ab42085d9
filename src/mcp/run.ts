import * as z from "zod";
import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Redactor } from "../core/redact.ts";
import type { Call, Tool } from "../core/tool.ts";
import { type Answer, answer, refusal } from "./answer.ts";
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
    if (!(error instanceof Error)) throw error;
    if (error instanceof ToolError) {
      log("info", "refused", { tool: tool.name, code: error.code });
      return refusal(error, redact);
    }
    log("error", "unexpected", {
      tool: tool.name,
      error: redact.text(error.stack ?? error.message),
    });
    return refusal(
      new ToolError(
        "UNAVAILABLE",
        `${tool.name} ended with an error that it does not know; the log on stderr has it.`,
        "Repeat the call once; if it fails again, run `neon-dba doctor`.",
        { quoted: error.message },
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
  const issues = parsed.error.issues.map((issue) => issueText(issue) + hintOf(tool, issue));
  const known = Object.keys(tool.input.shape).join(", ");
  throw new ToolError(
    "INVALID_INPUT",
    `${tool.name} was not called: ${issues.join("; ")}.`,
    `Repeat the call with these corrected. The fields are ${known}.`,
  );
}

/** What the field is described as, which an agent may not have read or have forgotten. */
function hintOf({ input }: Tool, { path: [name] }: z.core.$ZodIssue): string {
  const field = typeof name === "string" ? input.shape[name] : undefined;
  const described = field instanceof z.ZodType ? field.description : undefined;
  return described === undefined ? "" : ` (${described.replace(/\.$/, "")})`;
}

function issueText(issue: z.core.$ZodIssue): string {
  const at = issue.path.length === 0 ? "" : `\`${issue.path.join(".")}\`: `;
  if (issue.code === "unrecognized_keys")
    return `${at}no such field: ${issue.keys.map((key) => key.slice(0, 60)).join(", ")}`;
  return `${at}${issue.message}`;
}
