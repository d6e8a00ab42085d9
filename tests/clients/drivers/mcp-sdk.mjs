import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { driveSdk } from "./sdk.mjs";

/** The maintenance line of the MCP SDK, which most programs still stand on. */
await driveSdk({
  Http: StreamableHTTPClientTransport,
  Stdio: StdioClientTransport,
  open({ ask }) {
    const client = new Client(
      { name: "mcp-sdk", version: "1.0.0" },
      { capabilities: ask === undefined ? {} : { elicitation: {} } },
    );
    if (ask !== undefined)
      client.setRequestHandler(ElicitRequestSchema, async ({ params }) => ask(params.message));
    return client;
  },
  callTool: (client, call, options) => client.callTool(call, undefined, options),
});
