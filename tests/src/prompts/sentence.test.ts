import { expect, test } from "vitest";
import { loadPrompts } from "../../../src/prompts/load.ts";
import { asSentence } from "../../../src/prompts/sentence.ts";

const prompts = new Map(loadPrompts().map((prompt) => [prompt.name, prompt]));
const meant = (name: string, values: Record<string, string>) => {
  const prompt = prompts.get(name);
  if (prompt === undefined) throw new Error(`there is no prompt ${name}`);
  return asSentence(prompt, values);
};

test.each([
  [
    "a symptom in quotes",
    "incident",
    { symptom: '"out', project: "of", branch: 'connections"' },
    { symptom: '"out of connections"' },
  ],
  ["a symptom of one word", "incident", { symptom: "slow" }, { symptom: "slow" }],
  [
    "a task longer than the arguments",
    "neon-postgres-manager",
    { task: "Make", project: "user_id", branch: "a", database: "uuid" },
    {
      task: "Make user_id a uuid ... (the end may be missing here; the user's own line has it, else ask)",
    },
  ],
  [
    "arguments that a dialogue has asked for",
    "neon-postgres-manager",
    { task: "Make it a uuid.", project: "shop" },
    { task: "Make it a uuid.", project: "shop" },
  ],
  [
    "words that are arguments: the first is a choice",
    "move-to-neon",
    { source: "heroku", url_variable: "SOURCE_URL", project: "shop" },
    { source: "heroku", url_variable: "SOURCE_URL", project: "shop" },
  ],
  [
    "words that are arguments: nothing is required",
    "onboard-database",
    { project: "shop", branch: "main" },
    { project: "shop", branch: "main" },
  ],
])("%s", (_, name, values, expected) => {
  expect(meant(name, values)).toEqual(expected);
});
