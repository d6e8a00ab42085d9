import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lintRules } from "../../../../../src/migration/lint/rules/index.ts";
import { openBench, type Bench, type Found, type Linted, type Script } from "./harness.ts";

export const folder = join(import.meta.dirname, "../../../../data/lint");

/** Each of these has a test file of its own, so that they run side by side. */
export const groups = ["clients", "data", "locks", "names", "transactions", "types"] as const;

export const rulesOf = (group: string): string[] =>
  readdirSync(join(folder, group))
    .map((name) => name.replace(/\.sql$/, ""))
    .toSorted();

interface Example extends Script {
  readonly kind: "bad" | "good";
  /** Lines with \`-- finding\`, from 1. */
  readonly lines: readonly number[];
}

interface Examples {
  readonly setup: string;
  readonly examples: readonly Example[];
}

const shared = readFileSync(join(folder, "setup.sql"), "utf8");

/** Reads \`<rule>.sql\`: parts that begin with the lines \`-- setup\`, \`-- bad\` and \`-- good\`, these with a tool's name where it is one's file. */
function readExamples(group: string, rule: string): Examples {
  const text = readFileSync(join(folder, group, `${rule}.sql`), "utf8");
  const parts = text.split(/^(?=-- (?:setup|bad|good)\b)/m).filter((part) => part.trim() !== "");
  let setup = shared;
  const examples: Example[] = [];
  for (const part of parts) {
    const [, kind, framework] = /^-- (setup|bad|good)(?: (\S+))?\n/.exec(part) ?? [];
    const sql = part.slice(part.indexOf("\n") + 1);
    if (kind === "setup") setup += sql;
    else if (kind === "bad" || kind === "good")
      examples.push({ kind, framework, sql, lines: marked(sql) });
    else throw new Error(`${rule}.sql begins with ${JSON.stringify(part.slice(0, 40))}`);
  }
  return { setup, examples };
}

const marked = (sql: string): number[] =>
  sql.split("\n").flatMap((line, at) => (line.endsWith("-- finding") ? [at + 1] : []));

/** Runs the examples of a group: what is marked is found, nothing else is, and every fix is carried out. */
export function testExamples(group: (typeof groups)[number]): void {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  describe.each(rulesOf(group))("%s", (rule) => {
    const { setup, examples } = readExamples(group, rule);

    test("has bad and good examples", () => {
      expect(lintRules.map(({ id }) => id)).toContain(rule);
      for (const kind of ["bad", "good"] as const)
        expect(examples.filter((example) => example.kind === kind)).not.toHaveLength(0);
    });

    test.each(examples.map((example, at) => [`${example.kind} ${at + 1}`, example] as const))(
      "%s",
      async (_, example) => {
        expect(example.lines.length > 0).toBe(example.kind === "bad");
        const result = await bench.lint(setup, example);
        const found = result.findings.filter((finding) => finding.rule === rule);
        expect(
          found.map(({ at }) => at?.line ?? 0).toSorted((a, b) => a - b),
          explain(result),
        ).toEqual(example.lines);
        for (const finding of found) {
          expect(finding.message).toMatch(/^.+\. .+\.$/);
          const left =
            finding.fix === undefined ? [] : await afterFix(bench, setup, example, finding);
          expect(left, finding.fix).toEqual([]);
        }
      },
    );
  });
}

/**
 * What is left to complain of when the fix stands in place of the statement; or after it, where it changes what the statement made: then
 * it has to run.
 */
async function afterFix(
  bench: Bench,
  setup: string,
  { sql }: Example,
  { at, fix = "", level, rule }: Found,
): Promise<string[]> {
  const before = sql.split("\n").slice(0, (at?.line ?? 1) - 1);
  const instead = await bench.lint(setup, { sql: [...before, fix].join("\n") });
  if (refused(instead).length > 0)
    return refused(await bench.lint(setup, { sql: `${sql}\n;${fix}` }));
  return instead.findings
    .filter(
      (other) =>
        other.rule === rule &&
        (other.level !== "info" || level === "info") &&
        (other.at?.number ?? 0) >= (at?.number ?? 0),
    )
    .map(({ message }) => message);
}

const refused = ({ set }: Linted): string[] =>
  set.statements.flatMap(({ error, statement }) =>
    error === undefined ? [] : [`${statement.text}: ${error.quoted ?? error.message}`],
  );

const explain = ({ findings, set }: Linted): string =>
  [
    ...findings.map(({ rule, at, message }) => `${at?.line} ${rule}: ${message}`),
    ...set.statements.flatMap(({ error, line }) =>
      error === undefined ? [] : [`${line} fails: ${error.quoted ?? error.message}`],
    ),
  ].join("\n");
