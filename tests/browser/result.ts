import type { CallToolResult } from "@modelcontextprotocol/client";
import { connect, type Era } from "../helpers/client.ts";
import { serve } from "../helpers/served.ts";
import type { TestDatabase } from "../helpers/postgres.ts";

/** What a client says that shows pages. */
export const apps = {
  "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] },
};

export interface Pictured {
  readonly html: string;
  readonly input: Record<string, unknown>;
  readonly result: CallToolResult;
}

/** Asks the real server, as a client that shows pages, for a tool's result and for the page that draws it. */
export async function ask(
  database: TestDatabase,
  name: string,
  input: Record<string, unknown>,
  era: Era = "modern",
): Promise<Pictured> {
  await using server = serve(database.url);
  await using client = await connect(server.config, { era, extensions: apps });
  const { tools } = await client.listTools();
  const tool = tools.find((other) => other.name === name);
  const ui = tool?._meta?.["ui"] as { resourceUri: string } | undefined;
  const { contents } = await client.readResource({ uri: ui?.resourceUri ?? "" });
  const [content] = contents;
  if (content === undefined || !("text" in content)) throw new Error("the page has no text");
  const result = await client.callTool({ name, arguments: input });
  return { html: content.text, input, result: result as CallToolResult };
}

/** A plan and its page. */
export const explained = (
  database: TestDatabase,
  input: Record<string, unknown>,
  era?: Era,
): Promise<Pictured> => ask(database, "explain_query", input, era);
