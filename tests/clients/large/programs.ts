import type { ClientProgram } from "../client.ts";

/** Whole programs for people; each call is a run of one, with a scripted model. */
export const programs: readonly ClientProgram[] = [
  { name: "Mastra", driver: "../large/mastra.mjs", elicits: "no", shows: ["structured"] },
  { name: "Claude Code", driver: "../large/claude-code.mjs", elicits: "alone", shows: ["text"] },
  {
    name: "Codex",
    driver: "../large/codex.mjs",
    elicits: "alone",
    showsAtMost: 12_000,
    shows: ["text"],
  },
  { name: "Gemini CLI", driver: "../large/gemini.mjs", elicits: "no", shows: ["text"] },
  { name: "OpenCode", driver: "../large/opencode.mjs", elicits: "no", shows: ["text"] },
];
