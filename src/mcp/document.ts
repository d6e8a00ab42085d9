import type { ReadResourceResult, ServerContext } from "@modelcontextprotocol/server";
import { ResourceNotFoundError } from "@modelcontextprotocol/server";
import type { Tool } from "../core/tool.ts";
import { type Runtime, runTool } from "./run.ts";

export interface ResourceConfig extends Runtime {
  readonly tools: readonly Tool[];
}

/** What a tool says, as a resource: the same words, with the same fence. Throws ResourceNotFoundError where it refuses. */
export async function documentOf(
  uri: URL,
  tool: Tool,
  args: Record<string, unknown>,
  ctx: ServerContext,
  config: Runtime,
): Promise<ReadResourceResult> {
  const { text, isError } = await runTool(tool, args, readingCall(ctx.mcpReq.signal), config);
  if (isError) throw new ResourceNotFoundError(uri.href, text);
  return document(uri, text);
}

export const document = (uri: URL, text: string): ReadResourceResult => ({
  contents: [{ uri: uri.href, mimeType: "text/plain", text }],
});

export const readingCall = (signal: AbortSignal): Parameters<Tool["run"]>[2] => ({
  signal,
  progress: () => {},
  confirm: async () => {},
});

/** A variable of a resource's address. */
export const variable = (value: string | string[] | undefined): string =>
  decodeURIComponent(String(value));
