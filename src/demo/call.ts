import type { Client } from "@modelcontextprotocol/client";
import type { Transcript } from "./transcript.ts";

export interface Answer {
  readonly text: string;
  readonly structured: Record<string, unknown>;
  readonly isError: boolean;
}

/** Calls a tool of the running server; shown in the transcript unless `quiet`. */
export interface CallTool {
  (
    tool: string,
    args: Record<string, unknown>,
    options?: { quiet?: boolean; maxLines?: number },
  ): Promise<Answer>;
}

export function caller(client: Client, show: Transcript): CallTool {
  return async (tool, args, { quiet = false, maxLines } = {}) => {
    if (!quiet) show.sent(tool, args);
    const started = performance.now();
    const result = await client.callTool({ name: tool, arguments: args }, { timeout: 120_000 });
    const text = result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
    if (!quiet) show.got(text, performance.now() - started, maxLines);
    return {
      text,
      structured: (result.structuredContent ?? {}) as Record<string, unknown>,
      isError: result.isError === true,
    };
  };
}
