import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { bearer, drive } from "./driver.mjs";

/** The MCP SDK's client of today, by each way that it has to agree on a revision. */
const modes = { legacy: "legacy", auto: "auto", pin: { pin: "2026-07-28" } };

await drive(async ({ stdio, http, mode, ask }) => {
  const client = new Client(
    { name: "mcp-client", version: "1.0.0" },
    {
      versionNegotiation: { mode: modes[mode] },
      capabilities: ask === undefined ? {} : { elicitation: { form: {} } },
    },
  );
  if (ask !== undefined)
    client.setRequestHandler("elicitation/create", async ({ params }) => ask(params.message));
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
      const result = await client.callTool({ name, arguments: args }, { signal });
      return {
        text: result.content.map(({ text }) => text).join("\n"),
        structured: result.structuredContent,
        failed: result.isError === true,
      };
    },
    close: () => client.close(),
  };
});
