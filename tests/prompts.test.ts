import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { Tool } from "../src/core/tool.ts";
import { findPrompts } from "../src/prompts/find.ts";
import { loadPrompts } from "../src/prompts/load.ts";
import { placeholder } from "../src/prompts/prompt.ts";
import { toolsets } from "../tools/index.ts";
import { connect, eras, textOf } from "./helpers/client.ts";
import { serverConfig } from "./helpers/server-config.ts";

const root = resolve(import.meta.dirname, "..");
const tools = Object.values(toolsets).flatMap((toolset): readonly Tool[] => toolset.tools);
const prompts = loadPrompts();
const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** A page. What is longer is read less carefully than it was written. */
const MAX_WORDS = 480;

/** Words in backticks that look like a tool's name: of Postgres, of an argument, of a library. */
const known = new Set([
  "pg_stat_activity",
  "lock_timeout",
  "updated_at",
  "expires_in",
  "schema_only",
  "at_scale",
  "hypothetical_indexes",
  "slo_ms",
]);

test("the personas of the package are there", () => {
  expect(findPrompts().map(({ file }) => file)).toEqual(
    expect.arrayContaining([
      "prompts/personas/neon-database-assistant.md",
      "prompts/personas/neon-database-ops.md",
      "prompts/personas/neon-db-architect.md",
      "prompts/personas/neon-postgres-manager.md",
      "prompts/personas/serverless-db-architect.md",
    ]),
  );
});

test.each(prompts)("$name lists tools that exist, and speaks of each of them", (prompt) => {
  const names = tools.map(({ name }) => name);
  for (const tool of prompt.tools) {
    expect(names, `prompts/…/${prompt.name}.md lists a tool that is not in tools/`).toContain(tool);
    expect(prompt.body, `${prompt.name} lists \`${tool}\` and does not use it`).toContain(
      `\`${tool}\``,
    );
  }
});

test.each(prompts)("$name speaks of no tool that it does not list", ({ tools: listed, body }) => {
  const words = Array.from(body.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g), ([, word = ""]) => word);
  expect(
    words.filter((word) => !listed.includes(word) && !known.has(word)),
    "list the tool, or add the word to `known` in this test",
  ).toEqual([]);
});

test.each(prompts)("$name declares what it fills in, and fills in what it declares", (prompt) => {
  const used = Array.from(prompt.body.matchAll(placeholder), ([, name = ""]) => name);
  expect([...new Set(used)].toSorted()).toEqual(
    prompt.arguments.map(({ name }) => name).toSorted(),
  );
});

test.each(prompts)("$name is a page", ({ body }) => {
  expect(wordsOf(body).length).toBeLessThanOrEqual(MAX_WORDS);
});

test.each(prompts)("$name asks for the task first, and for nothing else that must be", (prompt) => {
  expect(prompt.arguments[0]).toMatchObject({ name: "task", required: true });
  expect(prompt.arguments.filter(({ required }) => required)).toHaveLength(1);
});

const examples: Record<string, string> = {
  task: "The task list takes two seconds.",
  project: "shop",
  branch: "main",
  database: "neondb",
  goal: "p95 below 200 ms",
};

test.each(prompts)("$name reads the same for clients of both eras", async (prompt) => {
  const values = Object.fromEntries(
    prompt.arguments.map(({ name }) => [name, examples[name] ?? ""]),
  );
  for (const era of eras) {
    await using client = await connect(serverConfig(tools), { era });
    const { messages } = await client.getPrompt({ name: prompt.name, arguments: values });
    expect(messages.map(({ role }) => role)).toEqual(["user"]);
    await expect(
      `${textOf({ content: messages.map(({ content }) => content) })}\n`,
      "run `npx vitest run --config tests/vitest.config.ts tests/prompts.test.ts -u`",
    ).toMatchFileSnapshot(join(root, `tests/snapshots/prompts/${prompt.name}.md`));
  }
});

test("no snapshot is left of a prompt that is gone", () => {
  expect(readdirSync(join(root, "tests/snapshots/prompts")).toSorted()).toEqual(
    prompts.map(({ name }) => `${name}.md`),
  );
});

test("the folder goes into the package", () => {
  const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    files: string[];
  };
  expect(files).toContain("prompts");
});
