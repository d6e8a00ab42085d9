import {
  Agent,
  MCPServerStdio,
  MCPServerStreamableHttp,
  Runner,
  Usage,
  setTracingDisabled,
} from "@openai/agents";
import { bearer, drive } from "./driver.mjs";

setTracingDisabled(true);

/** A model that makes one call, then ends; its second input holds what the SDK shows of the result. */
const scripted = (name, args, inputs) => ({
  async getResponse({ input }) {
    inputs.push(input);
    const output =
      inputs.length === 1
        ? { type: "function_call", callId: "1", name, arguments: JSON.stringify(args) }
        : {
            type: "message",
            role: "assistant",
            status: "completed",
            content: [{ type: "output_text", text: "done" }],
          };
    return { usage: new Usage(), output: [output] };
  },
});

await drive(async ({ stdio, http }) => {
  const options = { name: "neon-dba", clientSessionTimeoutSeconds: 60 };
  const server =
    stdio === undefined
      ? new MCPServerStreamableHttp({
          ...options,
          url: http.url,
          requestInit: { headers: bearer(http.token) },
        })
      : new MCPServerStdio({ ...options, ...stdio });
  await server.connect();
  return {
    tools: async () => (await server.listTools()).map(({ name }) => name),
    async call(name, args, signal) {
      const inputs = [];
      const model = scripted(name, args, inputs);
      const agent = new Agent({ name: "agent", model, mcpServers: [server] });
      await new Runner().run(agent, "go", { signal });
      const { output } = inputs.at(-1).at(-1);
      const parts = Array.isArray(output) ? output : [output];
      return {
        text: parts.map((part) => (typeof part === "string" ? part : part.text)).join("\n"),
      };
    },
    close: () => server.close(),
  };
});
