import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { expect, test } from "vitest";
import { figures, fillFigures, withoutFigures } from "../src/prompts/skills/figures.ts";
import { readIntent } from "../src/rls/resolve.ts";
import { readModel } from "../src/schema/design/read-model.ts";
import { settings } from "../src/settings.ts";
import { toolsets } from "../tools/index.ts";
import type { Toolset } from "../src/mcp/select.ts";
import { blocks, type Document, documents } from "./skills/blocks.ts";
import { callsOf } from "./skills/calls.ts";
import { checkers } from "./skills/checkers.ts";

const root = resolve(import.meta.dirname, "..");
const sets: readonly Toolset[] = Object.values(toolsets);
const tools = sets.flatMap((set) => set.tools);
const manifests = documents.filter(({ path }) => path === "SKILL.md");

/** https://agentskills.io/specification */
const Front = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(64),
  description: z.string().min(100).max(1_024),
  license: z.literal("MIT"),
  compatibility: z.string().max(500),
  metadata: z.strictObject({ version: z.string(), "facts-as-of": z.string() }).partial().optional(),
});

const frontOf = ({ text }: Document) =>
  Front.parse(parse(/^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? ""));

/** A skill as a whole: its SKILL.md and what it refers to. */
const partsOf = (skill: string): readonly Document[] =>
  documents.filter((document) => document.skill === skill);

test("the twelve are there", () => {
  expect(manifests.map(({ skill }) => skill)).toEqual([
    "neon-advanced-features",
    "neon-authentication-security",
    "neon-branching-workflows",
    "neon-connection-pooling",
    "neon-console-management-monitoring",
    "neon-data-import-export",
    "neon-fastapi-sqlmodel",
    "neon-getting-started-account-connection",
    "neon-monitoring-cost-optimization",
    "neon-prisma-orm",
    "neon-production-deployment",
    "neon-serverless-postgres-fundamentals",
  ]);
});

test.each(manifests)("$skill says what it is and when it is needed", (manifest) => {
  const { name, description } = frontOf(manifest);
  expect(name).toBe(manifest.skill);
  expect(description).toMatch(/\bUse (when|before|for)\b/);
});

test.each(manifests)("$skill says where it knows it from, and since when", ({ prose }) => {
  const [last = ""] = prose.trimEnd().split("\n").toReversed();
  expect(last).toMatch(/^(Sources|Neon's documentation): .*\b20\d\d-\d\d-\d\d\b/);
});

test.each(documents)("$file is short", ({ text, path }) => {
  expect(text.split("\n").length).toBeLessThanOrEqual(path === "SKILL.md" ? 160 : 250);
});

test.each(manifests)(
  "$skill links to each of its files, and to nothing else",
  ({ skill, text }) => {
    const linked = Array.from(
      text.matchAll(/\]\((references\/[^)#]+)\)/g),
      ([, path = ""]) => path,
    );
    const own = partsOf(skill).map(({ path }) => path);
    expect([...new Set(linked)].toSorted()).toEqual(own.filter((path) => path !== "SKILL.md"));
  },
);

test.each(documents)("$file: its links lead somewhere", ({ file, prose }) => {
  const links = Array.from(prose.matchAll(/\]\((?!https:)([^)#]+)/g), ([, to = ""]) => to);
  for (const to of links) expect(existsSync(join(root, dirname(file), to)), to).toBe(true);
});

/** Words in backticks that look like a tool's or an argument's name and are neither: of Postgres, of a library. */
const known = new Set(
  readFileSync(join(import.meta.dirname, "skills/words.txt"), "utf8").split(/\s+/),
);

const argumentsOf = (value: unknown): string[] =>
  Array.from(
    JSON.stringify(value).matchAll(/"([a-z]+(?:_[a-z]+)+)"|\b([a-z]+(?:_[a-z]+)+)\b/g),
    ([, a, b]) => a ?? b ?? "",
  );
const toolWords = new Set(
  tools.flatMap(({ name, input, output }) => [
    name,
    ...argumentsOf(z.toJSONSchema(input, { io: "input" })),
    ...argumentsOf(z.toJSONSchema(output)),
  ]),
);

test.each(documents)(
  "$file speaks of no tool, argument or setting that is not there",
  ({ prose }) => {
    const words = Array.from(prose.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g), ([, word = ""]) => word);
    expect(
      words.filter((word) => !toolWords.has(word) && !known.has(word)),
      "a misspelt tool, or a word for tests/skills/words.txt",
    ).toEqual([]);
    const flags = Array.from(prose.matchAll(/`(--[a-z-]+)/g), ([, flag = ""]) => flag);
    expect(
      flags.filter((flag) => !settings.some((each) => each.flag === flag) && !known.has(flag)),
    ).toEqual([]);
    const variables = Array.from(prose.matchAll(/`(NEON_[A-Z_]+)`/g), ([, name = ""]) => name);
    expect(variables.filter((name) => !settings.some((each) => each.variable === name))).toEqual(
      [],
    );
  },
);

test.each(manifests)("$skill says which toolsets it needs", (manifest) => {
  const parts = partsOf(manifest.skill);
  const called = parts.flatMap((part) =>
    part.blocks.filter(({ language }) => language === "call").flatMap(callsOf),
  );
  const named = sets.filter(({ tools: own }) =>
    own.some(
      ({ name }) =>
        parts.some(({ prose }) => prose.includes(`\`${name}\``)) ||
        called.some(({ tool }) => tool === name),
    ),
  );
  expect(named.length, "it names no tool").toBeGreaterThan(0);
  const needs = named.every(({ isDefault }) => isDefault)
    ? "its default toolsets"
    : "`--toolsets all`";
  expect(frontOf(manifest).compatibility).toBe(`Tools of the neon-dba MCP server with ${needs}.`);
});

test.each(manifests)("$skill: the arguments of every call are valid", ({ skill }) => {
  for (const block of partsOf(skill).flatMap((part) => part.blocks)) {
    if (block.language !== "call") continue;
    for (const { tool, args } of callsOf(block)) {
      const { input } = tools.find(({ name }) => name === tool) ?? {};
      if (input === undefined) throw new Error(`${block.at}: there is no tool ${tool}`);
      const { success, error } = input.strict().safeParse(args);
      // what their schemas leave to the code behind them
      if ("model" in args && tool === "design_schema") readModel(args["model"]);
      if ("intent" in args) readIntent(args["intent"]);
      expect(success, `${block.at} ${tool}: ${String(error)}`).toBe(true);
    }
  }
});

test.each(documents)("$file has today's figures", async ({ file, text }) => {
  const stale = "run `npx vitest run --config tests/vitest.config.ts tests/skills.test.ts -u`";
  await expect(fillFigures(text), stale).toMatchFileSnapshot(join(root, file));
});

test("every figure is shown somewhere", () => {
  const shown = documents.flatMap(({ text }) =>
    Array.from(text.matchAll(/<!-- figures:(\w+):begin/g), ([, name = ""]) => name),
  );
  expect([...new Set(shown)].toSorted()).toEqual(Object.keys(figures).toSorted());
});

/** Prices, sizes, allowances and windows: what src/core/neon-facts.ts holds. */
const ageing =
  /\$\s?\d[\d.]*|\b\d[\d.,]*\s?(?:CU|GB|USD|CU-h\w*|connections|clients|branches|snapshots|projects)\b/g;

test.each(documents)("$file repeats no figure that ages by hand", ({ prose }) => {
  expect(withoutFigures(prose).match(ageing) ?? []).toEqual([]);
});

/** What guides say that is not so, and what makes a line with it true. */
const onlyWith: readonly (readonly [RegExp, RegExp])[] = [
  [/pgbouncer=true/, /Prisma/],
  [/webhook/i, /\b(no|none)\b|Neon Auth/i],
  [/\bmerg/i, /\b(no|not|never|cannot|nothing|pull request)\b/i],
];

test.each(documents)("$file says nothing that Neon does not do", ({ text }) => {
  const wrong = text
    .split("\n")
    .filter((line) => onlyWith.some(([said, right]) => said.test(line) && !right.test(line)));
  expect(wrong).toEqual([]);
});

test("every block is checked by something", () => {
  const unchecked = blocks.filter(({ language }) => !Object.hasOwn(checkers, language));
  expect(unchecked.map(({ at, language }) => `${at} ${language}`)).toEqual([]);
});
