import type { ReadResourceResult, ServerContext } from "@modelcontextprotocol/server";
import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
} from "@modelcontextprotocol/server";
import type { Tool } from "../core/tool.ts";
import type { Answer } from "./answer.ts";
import type { Calling } from "./around.ts";
import { runTool } from "./run.ts";
import { runAround, type Surroundings, traceOf } from "./run-around.ts";

export interface ResourceConfig extends Surroundings {
  readonly tools: readonly Tool[];
}

/** What a tool says, as a resource: the same words, with the same fence. Throws ResourceNotFoundError where it refuses. */
export async function documentOf(
  uri: URL,
  tool: Tool,
  args: Record<string, unknown>,
  ctx: ServerContext,
  config: Surroundings,
): Promise<ReadResourceResult> {
  const reading: Reading = {
    method: "resources/read",
    tool,
    args,
    traceparent: traceOf(ctx),
    signal: ctx.mcpReq.signal,
  };
  const { text, isError } = await read(reading, config, (run) => run(args));
  if (isError) throw new ResourceNotFoundError(uri.href, text);
  return document(uri, text);
}

export const document = (uri: URL, text: string): ReadResourceResult => ({
  contents: [{ uri: uri.href, mimeType: "text/plain", text }],
});

export type Reading = Pick<Calling, "method" | "tool" | "args" | "traceparent" | "signal">;

/** Runs a tool that reads, as often as `work` wants, as one call: nobody is asked anything and nobody is told how far it is. */
export function read(
  reading: Reading,
  config: Surroundings,
  work: (run: (args: Record<string, unknown>) => Promise<Answer>) => Promise<Answer>,
): Promise<Answer> {
  const [progress, confirm] = [() => {}, async () => {}];
  const asked = { ...reading, progress, onAgreed: new Set<never>() };
  return runAround(asked, config, (signal) =>
    work((args) => runTool(reading.tool, args, { signal, progress, confirm }, config)),
  );
}

/** A variable of a resource's address. */
export function variable(value: string | string[] | undefined): string {
  try {
    return decodeURIComponent(String(value));
  } catch {
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      "The resource's address holds a % that begins no encoded character; write %25 for the sign itself.",
    );
  }
}
