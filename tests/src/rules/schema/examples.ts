import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonicalJson } from "../../../../src/postgres/catalog/fingerprint.ts";
import { runRules, type Reported } from "../../../../src/rules/engine/report.ts";
import type { SchemaFacts } from "../../../../src/rules/facts/schema.ts";
import { schemaRules } from "../../../../src/rules/schema/index.ts";
import { openBench, type Bench, type Circumstances } from "./harness.ts";

const folder = join(import.meta.dirname, "../../../data/review");

/** As the folders of rules and of examples; each has a test file of its own, so that they run side by side. */
export const groups = readdirSync(folder).toSorted();

export const rulesOf = (group: string): string[] =>
  readdirSync(join(folder, group))
    .map((name) => name.replace(/\.sql$/, ""))
    .toSorted();

interface Example {
  readonly kind: "bad" | "good";
  readonly sql: string;
  /** Objects of `-- finding` lines. */
  readonly objects: readonly string[];
  /** JSON after `-- with`. */
  readonly circumstances: Circumstances;
}

/** Reads `<rule>.sql`: parts that begin with the lines `-- setup`, `-- bad` and `-- good`. A setup is everybody's after it. */
function readExamples(group: string, rule: string): Example[] {
  const text = readFileSync(join(folder, group, `${rule}.sql`), "utf8");
  const parts = text.split(/^(?=-- (?:setup|bad|good)\n)/m).filter((part) => part.trim() !== "");
  let setup = "";
  const examples: Example[] = [];
  for (const part of parts) {
    const [, kind] = /^-- (setup|bad|good)\n/.exec(part) ?? [];
    if (kind === "setup") setup = part;
    else if (kind === "bad" || kind === "good")
      examples.push({
        kind,
        sql: setup + part,
        objects: [...part.matchAll(/^-- finding (.+)$/gm)].map(([, object = ""]) => object),
        circumstances: JSON.parse(/^-- with (.+)$/m.exec(setup + part)?.[1] ?? "{}"),
      });
    else throw new Error(`${rule}.sql begins with ${JSON.stringify(part.slice(0, 40))}`);
  }
  return examples;
}

/** Runs the examples of a group: what is named is found, nothing else is; fixes end it and rollbacks lead back. */
export function testExamples(group: string): void {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  describe.each(rulesOf(group))("%s", (rule) => {
    const examples = readExamples(group, rule);

    test("has bad and good examples", () => {
      expect(schemaRules.map(({ id }) => id)).toContain(rule);
      for (const kind of ["bad", "good"] as const)
        expect(examples.filter((example) => example.kind === kind)).not.toHaveLength(0);
    });

    test.each(examples.map((example, at) => [`${example.kind} ${at + 1}`, example] as const))(
      "%s",
      async (_, { kind, sql, objects, circumstances }) => {
        expect(objects.length > 0).toBe(kind === "bad");
        await bench.setUp(sql);
        const check = (facts: SchemaFacts): Reported[] =>
          runRules(schemaRules, facts, { rules: [rule] });
        const facts = await bench.facts(circumstances);
        const findings = check(facts);
        expect(findings.map(({ object }) => object).toSorted(), explain(findings)).toEqual(
          objects.toSorted(),
        );
        for (const { message } of findings) expect(message).toMatch(/^.+[.:;] .+\.$|^.+\. .+\.$/s);
        const before = circumstances.oneWay === true ? undefined : canonicalJson(facts.catalog);
        await testFixes(bench, findings, before, async () =>
          check(await bench.facts(circumstances)),
        );
      },
    );
  });
}

/** After all fixes nothing is left of what had one, and after the rollbacks everything is as it was. */
async function testFixes(
  bench: Bench,
  findings: readonly Reported[],
  before: string | undefined,
  found: () => Promise<Reported[]>,
): Promise<void> {
  const fixed = findings.filter(({ fix }) => fix !== undefined);
  if (fixed.length === 0) return;
  for (const { fix } of fixed) await bench.run(fix ?? "");
  const left = (await found()).map(({ key }) => key);
  expect(fixed.filter(({ key }) => left.includes(key)).map(({ fix }) => fix)).toEqual([]);
  if (before === undefined) return;
  for (const { rollback } of fixed.toReversed()) {
    expect(rollback).toBeDefined();
    await bench.run(rollback ?? "");
  }
  expect(await bench.state()).toEqual(before);
}

const explain = (findings: readonly Reported[]): string =>
  findings.map(({ key, message }) => `${key}: ${message}`).join("\n");
