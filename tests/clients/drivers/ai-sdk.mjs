import { createMCPClient, ElicitationRequestSchema } from "@ai-sdk/mcp";
import { Experimental_StdioMCPTransport as StdioTransport } from "@ai-sdk/mcp/mcp-stdio";
import { generateText, isStepCount } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { bearer, drive } from "./driver.mjs";

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

/** A model that makes one call, then ends; its second prompt holds what the SDK shows of the result. */
const scripted = (toolName, args, prompts) =>
  new MockLanguageModelV4({
    doGenerate: async ({ prompt }) => {
      prompts.push(prompt);
      const first = prompts.length === 1;
      const call = { type: "tool-call", toolCallId: "1", toolName, input: JSON.stringify(args) };
      return {
        content: first ? [call] : [{ type: "text", text: "done" }],
        finishReason: { unified: first ? "tool-calls" : "stop", raw: undefined },
        usage,
        warnings: [],
      };
    },
  });

await drive(async ({ stdio, http, ask }) => {
  const client = await createMCPClient({
    transport:
      stdio === undefined
        ? { type: "http", url: http.url, headers: bearer(http.token) }
        : new StdioTransport(stdio),
    ...(ask === undefined ? {} : { capabilities: { elicitation: {} } }),
  });
  if (ask !== undefined)
    client.onElicitationRequest(ElicitationRequestSchema, async ({ params }) =>
      ask(params.message),
    );
  const tools = await client.tools();
  return {
    tools: async () => Object.keys(tools),
    async call(name, args, abortSignal) {
      const prompts = [];
      const model = scripted(name, args, prompts);
      await generateText({
        model,
        tools,
        prompt: "go",
        abortSignal,
        maxRetries: 0,
        stopWhen: isStepCount(2),
      });
      const { output } = prompts.at(-1).at(-1).content[0];
      const text = Array.isArray(output.value)
        ? output.value.map((part) => part.text).join("\n")
        : JSON.stringify(output.value);
      return { text };
    },
    close: () => client.close(),
  };
});
