import { MCPClient } from "@mastra/mcp";
import { bearer, drive } from "../drivers/driver.mjs";

await drive(async ({ stdio, http }) => {
  const client = new MCPClient({
    servers: {
      neon: stdio ?? { url: new URL(http.url), requestInit: { headers: bearer(http.token) } },
    },
  });
  const tools = await client.listTools();
  return {
    tools: async () => Object.keys(tools).map((name) => name.replace(/^neon_/, "")),
    async call(name, args, abortSignal) {
      const result = await tools[`neon_${name}`].execute(args, { abortSignal });
      return typeof result === "string" ? { text: result } : { structured: result };
    },
    close: () => client.disconnect(),
  };
});
