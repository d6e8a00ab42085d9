import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { driveSdk } from "./sdk.mjs";

/** The MCP SDK's client of today, by each way that it has to agree on a revision. */
const modes = { legacy: "legacy", auto: "auto", pin: { pin: "2026-07-28" } };

await driveSdk({
  Http: StreamableHTTPClientTransport,
  Stdio: StdioClientTransport,
  open({ mode, ask }) {
    const client = new Client(
      { name: "mcp-client", version: "1.0.0" },
      {
        versionNegotiation: { mode: modes[mode] },
        capabilities: ask === undefined ? {} : { elicitation: { form: {} } },
      },
    );
    if (ask !== undefined)
      client.setRequestHandler("elicitation/create", async ({ params }) => ask(params.message));
    return client;
  },
  callTool: (client, call, options) => client.callTool(call, options),
});
