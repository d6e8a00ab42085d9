import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { bearer, drive } from "./driver.mjs";

/** The maintenance line of the MCP SDK, which most programs still stand on. */
await drive(async ({ stdio, http, ask }) => {
  const client = new Client(
    { name: "mcp-sdk", version: "1.0.0" },
    { capabilities: ask === undefined ? {} : { elicitation: {} } },
  );
  if (ask !== undefined)
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => ask(params.message));
  await client.connect(
    stdio === undefined
      ? new StreamableHTTPClientTransport(new URL(http.url), {
          requestInit: { headers: bearer(http.token) },
        })
      : new StdioClientTransport(stdio),
  );
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(name, args, signal) {
      const result = await client.callTool({ name, arguments: args }, undefined, { signal });
      return {
        text: result.content.map(({ text }) => text).join("\n"),
        structured: result.structuredContent,
        failed: result.isError === true,
      };
    },
    close: () => client.close(),
  };
});
