import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { Tool } from "../src/core/tool.ts";
import { lintRules } from "../src/migration/lint/rules/index.ts";
import { loadPrompts } from "../src/prompts/load.ts";
import { findingRules } from "../src/query/findings/index.ts";
import { slowRules } from "../src/query/slow/findings/index.ts";
import { schemaRules } from "../src/rules/schema/index.ts";
import { securityRules } from "../src/rules/security/index.ts";
import { integrityChecks } from "../src/schema/integrity/checks/index.ts";
import { toolsets } from "../tools/index.ts";
import lines from "./coverage.json" with { type: "json" };

const root = resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** A row of prompts/personas/COVERAGE.md: one demand of one line of the document that a persona was drawn from. */
interface Row {
  readonly persona: string;
  /** `43`, or `43b` where the line makes several. */
  readonly at: string;
  readonly asks: string;
  readonly verdict: string;
  /** What stands in backticks in the last column. */
  readonly references: readonly string[];
  /** Words of one of the prompts it names. */
  readonly quote: string | undefined;
}

const rows = readRows(read("prompts/personas/COVERAGE.md"));
const personas = [...new Set(rows.map(({ persona }) => persona))];

function readRows(page: string): Row[] {
  return page.split(/^## /m).flatMap((section) => {
    const persona = section.slice(0, section.indexOf("\n")).trim();
    return Array.from(
      section.matchAll(/^\| +(\d+[a-z]?) +\| (.*?) +\| (\w+) +\| (.*?) +\|$/gm),
      ([, at = "", asks = "", verdict = "", answer = ""]) => ({
        persona,
        at,
        asks,
        verdict,
        references: Array.from(answer.matchAll(/`([^`]+)`/g), ([, reference = ""]) => reference),
        quote: /“(.+)”/.exec(answer)?.[1],
      }),
    );
  });
}

const tools = Object.values(toolsets).flatMap((toolset): readonly Tool[] => toolset.tools);
const toolNames = new Set(tools.map(({ name }) => name));
const prompts = new Map(loadPrompts().map((prompt) => [prompt.name, prompt]));

/** Some findings are no objects with an id: what the sources below these folders call `rule`. */
const named = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      Array.from(read(join(folder, file)).matchAll(/\brule: "([a-z-]+)"/g), ([, id = ""]) => id),
    );
const ids = (rules: readonly { readonly id: string }[]): string[] => rules.map(({ id }) => id);

/** Rules by the tool that has them. */
const rules: Readonly<Record<string, { readonly tool: string; readonly ids: readonly string[] }>> =
  {
    lint: { tool: "lint_migration", ids: ids(lintRules) },
    review: { tool: "review_schema", ids: ids(schemaRules) },
    audit: { tool: "audit_security", ids: ids(securityRules) },
    explain: { tool: "explain_query", ids: ids(findingRules) },
    slow: { tool: "find_slow_queries", ids: ids(slowRules) },
    integrity: { tool: "check_integrity", ids: ids(integrityChecks) },
    health: { tool: "check_health", ids: named("src/health") },
    connection: { tool: "configure_connection", ids: named("src/connection") },
  };

const promptsOf = ({ references }: Row): string[] =>
  references.filter((each) => each.startsWith("/")).map((each) => each.slice(1));

/** Tools of a row, those that its rules belong to among them. */
const toolsOf = ({ references }: Row): string[] =>
  references.flatMap((each) => {
    if (/^[a-z]+(_[a-z]+)*$/.test(each)) return [each];
    const [kind = ""] = each.split(":");
    return rules[kind]?.tool ?? [];
  });

/** What is wrong with a reference, or nothing. */
function fault(reference: string): string | undefined {
  if (reference.startsWith("/"))
    return prompts.has(reference.slice(1)) ? undefined : `no prompt ${reference}`;
  const [kind = "", name] = reference.split(":");
  if (name === undefined) return toolNames.has(kind) ? undefined : `no tool ${kind}`;
  if (kind === "skill")
    return readdirSync(join(root, "prompts/skills")).includes(name) ? undefined : `no ${reference}`;
  return rules[kind]?.ids.includes(name) === true ? undefined : `no rule ${reference}`;
}

test("no line of the documents fell out, and none was made up", () => {
  const recorded = Object.entries(lines).map(([persona, { lines: ranges, several }]) => {
    const each = ranges.flatMap((range) => {
      const [first = 0, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
    });
    const counts: Readonly<Record<string, number>> = several;
    return [
      persona,
      each.flatMap((line) =>
        counts[line] === undefined
          ? [line]
          : Array.from({ length: counts[line] }, (_, index) => line + "abcdefghijklmnop"[index]),
      ),
    ] as const;
  });
  const held = personas.map((persona) => [
    persona,
    rows.filter((row) => row.persona === persona).map(({ at }) => at),
  ]);
  expect(held).toEqual(recorded);
});

test("what a row points to is there", () => {
  const faults = rows.flatMap(({ persona, at, references }) =>
    references.flatMap((each) => {
      const found = fault(each);
      return found === undefined ? [] : [`${persona} ${at}: ${found}`];
    }),
  );
  expect(faults).toEqual([]);
});

test("a tool of a row is named by the persona, or by a workflow of the row", () => {
  const unnamed = rows.flatMap((row) => {
    const listed = [row.persona, ...promptsOf(row)].flatMap(
      (name) => prompts.get(name)?.tools ?? [],
    );
    return toolsOf(row)
      .filter((tool) => !listed.includes(tool))
      .map((tool) => `${row.persona} ${row.at}: ${tool}`);
  });
  expect(unnamed).toEqual([]);
});

test("an instruction is a skill's, or stands in a prompt of the row word for word", () => {
  const unsaid = rows.filter((row) => {
    const isInstruction = row.verdict === "instruction";
    if (row.quote === undefined)
      return isInstruction && !row.references.some((each) => each.startsWith("skill:"));
    const texts = promptsOf(row).map((name) => prompts.get(name)?.body.replaceAll(/\s+/g, " "));
    return !texts.some((text) => text?.includes(row.quote ?? "") === true);
  });
  expect(unsaid.map(({ persona, at }) => `${persona} ${at}`)).toEqual([]);
});

test("a verdict has what it speaks of", () => {
  const verdicts = ["done", "enforced", "instruction", "corrected"];
  const wrong = rows.filter((row) => {
    if (row.references.length === 0 || !verdicts.includes(row.verdict)) return true;
    // "otherwise" is said after a colon
    if (row.verdict === "corrected") return !row.asks.includes(": ");
    if (row.verdict === "instruction") return false;
    return toolsOf(row).length === 0 && promptsOf(row).length === 0;
  });
  expect(wrong.map(({ persona, at }) => `${persona} ${at}`)).toEqual([]);
});

test("every tool and every workflow answers a demand", () => {
  const used = new Set(rows.flatMap((row) => [...toolsOf(row), ...promptsOf(row)]));
  const spare = [...toolNames, ...prompts.keys()].filter((name) => !used.has(name));
  expect(spare).toEqual([]);
});
