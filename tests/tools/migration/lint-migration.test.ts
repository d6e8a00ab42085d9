import { afterAll, beforeAll, expect, test } from "vitest";
import { fitting } from "../../../src/migration/lint/lint-migration.ts";
import { lintMigration } from "../../../tools/migration/lint-migration.ts";
import { harness, quiet, type Harness } from "../../src/migration/lint/harness.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { serverConfig } from "../../helpers/server-config.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(
    "create table tasks (id bigint primary key, title text); insert into tasks select n, n from generate_series(1, 2000) n; analyze",
  );
});
afterAll(() => on[Symbol.asyncDispose]());

const call = async (args: Record<string, unknown>) => {
  await using client = await connect(serverConfig([lintMigration], { deps: on.deps }));
  return await client.callTool({ name: "lint_migration", arguments: args });
};

test("through the protocol: findings with file, line and statement, and a text by file", async () => {
  const result = await call({
    files: [
      { path: "2.sql", sql: "\ncreate index on tasks (title);" },
      { path: "1.sql", sql: "select 1;" },
    ],
    target: {},
  });
  expect(result.isError ?? false, textOf(result)).toBe(false);
  expect(result.structuredContent).toMatchObject({
    statements: 2,
    files: 2,
    target: { database: on.target.name },
    findings: expect.arrayContaining([
      expect.objectContaining({
        rule: "create-index",
        file: "2.sql",
        line: 2,
        column: 1,
        statement: 1,
        object: "public.tasks_title_idx",
        key: "create-index:2.sql:public.tasks_title_idx",
      }),
    ]),
  });
  expect(textOf(result)).toMatch(
    /2\.sql\n  line 2: \w+ create-index \(measured\) public\.tasks_title_idx/,
  );
});

test("what is ignored by rule, key or comment is not told", async () => {
  const sql = "create index on tasks (title);";
  const rules = async (args: Record<string, unknown>): Promise<string[]> => {
    const { structuredContent } = await call({ sql, target: {}, ...args });
    return (structuredContent as { findings: { rule: string }[] }).findings.map(({ rule }) => rule);
  };
  expect(await rules({})).toContain("create-index");
  expect(await rules({ ignore: ["create-index"] })).not.toContain("create-index");
  expect(
    await rules({ ignore: ["create-index:migration.sql:public.tasks_title_idx"] }),
  ).not.toContain("create-index");
  expect(await rules({ sql: `-- neon-dba: ignore create-index, other\n${sql}` })).not.toContain(
    "create-index",
  );
});

test("of a thousand findings the worst are kept, the others counted, and the answer fits", () => {
  const finding = {
    object: "public.tasks_title_idx",
    message: "m".repeat(200),
    evidence: "rule",
    key: "k",
  } as const;
  const findings = Array.from({ length: 1000 }, (_, line) => ({
    ...finding,
    rule: `rule-${line}`,
    level: line === 999 ? ("error" as const) : ("info" as const),
    line,
  }));
  const result = fitting({ findings, statements: 1000, files: 1, summary: "many" });
  expect(result.findings.map(({ rule }) => rule)).toContain("rule-999");
  expect(result.findings.length + (result.omitted ?? 0)).toBe(1000);
  const { head, data, next } = lintMigration.render(lintMigration.output.parse(result));
  expect([head, data, next].join("\n").length).toBeLessThan(40_000);
  expect(data).toMatch(/^All files\n  line 999: error rule-999/);
  expect(JSON.stringify(result).length).toBeLessThan(40_000);
});

test("a rule is explained three times, then only what it is about is told; corrections of errors stay", () => {
  const findings = Array.from({ length: 6 }, (_, line) => ({
    rule: "int-primary-key",
    level: line === 5 ? ("error" as const) : ("warning" as const),
    line,
    object: `public.t${line}`,
    message: `\`id\` of t${line} is an integer: it ends at 2147483647. Make it bigint.`,
    evidence: "rule" as const,
    fix: `alter table t${line} alter id type bigint`,
    key: `k${line}`,
  }));
  const { data } = lintMigration.render({ findings, statements: 6, files: 1, summary: "six" });
  expect(data?.match(/it ends at/g)).toHaveLength(3);
  expect(data).toContain("public.t4: `id` of t4 is an integer");
  expect(data).toContain("alter table t5");
});

test.each([
  [{}, "INVALID_INPUT"],
  [{ sql: "select 1", folder: "x" }, "INVALID_INPUT"],
  [{ folder: "/etc" }, "INVALID_INPUT"],
  [{ folder: "../.." }, "INVALID_INPUT"],
  [{ folder: "tests/no-such-folder" }, "NOT_FOUND"],
  [{ sql: "select 1", framework: "rails" }, "INVALID_INPUT"],
  [{ sql: "select 1", since: "2" }, "NOT_FOUND"],
])("%j is refused with %s", async (args, code) => {
  const result = await call(args);
  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(new RegExp(`^${code}: .*\nNext: `));
});

test("a call that is cancelled ends", async () => {
  const stop = new AbortController();
  const running = lintMigration.run(
    lintMigration.input.parse({ sql: "select pg_sleep(20);" }),
    on.deps,
    { ...quiet(), signal: stop.signal, progress: () => stop.abort() },
  );
  await expect(running).rejects.toThrow(/cancelled|aborted/);
});
