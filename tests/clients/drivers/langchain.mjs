import { AIMessage } from "@langchain/core/messages";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { MultiServerMCPClient } from "@langchain/mcp-adapters";
import { bearer, drive } from "./driver.mjs";

await drive(async ({ stdio, http }) => {
  const client = new MultiServerMCPClient({
    throwOnLoadError: true,
    mcpServers: {
      neon:
        stdio === undefined
          ? { transport: "http", url: http.url, headers: bearer(http.token) }
          : { transport: "stdio", ...stdio },
    },
  });
  const tools = await client.getTools();
  // the node of a graph that carries out what a model's message asks for
  const node = new ToolNode(tools);
  return {
    tools: async () => tools.map(({ name }) => name),
    async call(name, args, signal) {
      const call = { type: "tool_call", id: "1", name, args };
      const message = new AIMessage({ content: "", tool_calls: [call] });
      const { messages } = await node.invoke({ messages: [message] }, { signal });
      const [{ content, status }] = messages;
      const shown = typeof content === "string" ? content : JSON.stringify(content);
      return { ...channelsOf(shown), failed: status === "error" };
    },
    close: () => client.close(),
  };
});

/** The adapter shows its model one JSON text with both channels in it. */
function channelsOf(shown) {
  try {
    const { text, structuredContent } = JSON.parse(shown);
    return { text, structured: structuredContent };
  } catch {
    return { text: shown };
  }
}
