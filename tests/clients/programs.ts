import type { ClientProgram } from "./client.ts";

const both = ["text", "structured"] as const;

/** The clients that are small enough for every run. What each shows its model was seen in its own code, and is seen in every run. */
export const programs: readonly ClientProgram[] = [
  ...["legacy", "auto", "pin"].map((mode) => ({
    name: `MCP client 2, ${mode}`,
    driver: "mcp-client.mjs",
    mode,
    elicits: "yes" as const,
    shows: both,
  })),
  { name: "MCP SDK 1", driver: "mcp-sdk.mjs", elicits: "yes" as const, shows: both },
  {
    name: "AI SDK",
    driver: "ai-sdk.mjs",
    elicits: "yes" as const,
    mute: ["stdio"],
    shows: ["text"],
  },
  { name: "OpenAI Agents", driver: "openai-agents.mjs", elicits: "no", shows: ["text"] },
  { name: "LangChain", driver: "langchain.mjs", elicits: "no", shows: both },
];
