import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLedger } from "../../../src/migration/run/ledger.ts";
import { reviewSchema } from "../../../tools/schema/review-schema.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { serverConfig } from "../../helpers/server-config.ts";
import { harness, type Harness } from "../../src/migration/lint/harness.ts";

const SCHEMA = `
  create table tenants (id uuid primary key, name text not null);
  create table tasks (id int not null, tenant_id uuid not null references tenants, title text, api_key text);
  alter table tasks enable row level security;
  create policy all_rows on tasks using (true);`;

let on: Harness;
let folder: string;
beforeAll(async () => {
  on = await harness(SCHEMA);
  folder = mkdtempSync(join(tmpdir(), "review-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await on[Symbol.asyncDispose]();
});

interface Result {
  readonly findings: readonly {
    readonly rule: string;
    readonly key: string;
    readonly fix?: string;
  }[];
  readonly groups: readonly {
    readonly rule: string;
    readonly level: string;
    readonly count: number;
  }[];
  readonly skipped: readonly { readonly what: string; readonly reason: string }[];
  readonly next_cursor?: string;
}

const call = async (args: Record<string, unknown>) => {
  const deps = { ...on.deps, files: [folder] };
  await using client = await connect(serverConfig([reviewSchema], { deps }));
  return await client.callTool({ name: "review_schema", arguments: args });
};
const review = async (args: Record<string, unknown>): Promise<Result> => {
  const result = await call(args);
  expect(result.isError ?? false, textOf(result)).toBe(false);
  return result.structuredContent as unknown as Result;
};

const rules = ["primary-key-missing", "policy-always-true", "secret-plain"];
const KEYS = [
  "policy-always-true:public.tasks:all_rows:using",
  "primary-key-missing:public.tasks",
  "secret-plain:public.tasks.api_key",
];

test("what this server writes down is not reviewed", async () => {
  const keys = async (): Promise<string[]> => (await review({})).findings.map(({ key }) => key);
  const before = await keys();
  await using session = await on.deps.session({
    intent: "write",
    signal: new AbortController().signal,
  });
  await createLedger(session);
  expect(await keys()).toEqual(before);
  await on.target.run("drop schema neon_dba cascade");
});

test("a database and its DDL: keys, policies and secrets alike", async () => {
  for (const args of [{}, { ddl: SCHEMA }]) {
    const { findings } = await review({ rules, ...args });
    expect(findings.map(({ key }) => key).toSorted()).toEqual(KEYS);
  }
  expect(textOf(await call({ rules }))).toMatch(
    /^Something is broken: 3 findings of 3 rules, 1 of them with errors\./,
  );
});

test("everything at once, without names of rules", async () => {
  const { findings, groups, skipped } = await review({});
  expect(findings.map(({ key }) => key)).toEqual(expect.arrayContaining(KEYS));
  expect(groups.length).toBeGreaterThan(3);
  expect(skipped.map(({ what }) => what)).not.toContain("shapes of values");
});

test("what is ignored by rule, by key or in a file of keys is not told", async () => {
  const ignore = ["primary-key-missing", ...KEYS.slice(0, 1)];
  const left = await review({ rules, ignore });
  expect(left.findings.map(({ key }) => key)).toEqual(KEYS.slice(2));
  writeFileSync(join(folder, "known.json"), JSON.stringify(KEYS));
  expect((await review({ rules, ignore: ["known.json"] })).findings).toEqual([]);
  expect(textOf(await call({ rules, ignore: ["known.json"] }))).toMatch(/^Nothing found\./);
});

test("300 findings are one short page of groups first, and all are told in the end", async () => {
  const tables = Array.from({ length: 300 }, (_, n) => `create table "T ${n}" (a int);`);
  const args = { ddl: tables.join("\n"), rules: ["primary-key-missing"] };
  const first = await call(args);
  const { groups, findings, next_cursor: cursor } = first.structuredContent as unknown as Result;
  expect(groups).toEqual([{ rule: "primary-key-missing", level: "warning", count: 300 }]);
  expect(findings.length).toBeLessThan(30);
  expect(textOf(first).length).toBeLessThan(4_000);
  const keys = findings.map(({ key }) => key);
  for (let at = cursor; at !== undefined;) {
    const page = await review({ ...args, cursor: at });
    keys.push(...page.findings.map(({ key }) => key));
    at = page.next_cursor;
  }
  expect(new Set(keys).size).toBe(300);
});

test("bodies are not blamed for what a failed statement would have made", async () => {
  const body = `create function n() returns bigint language plpgsql as 'begin return (select count(*) from gone); end';`;
  const missing = ["body-names-missing-relation"];
  const whole = await review({ ddl: body, rules: missing });
  expect(whole.findings.map(({ key }) => key)).toEqual([`${missing[0]}:public.n()`]);
  const partial = await review({
    ddl: `create table gone (at nowhere.type);${body}`,
    rules: missing,
  });
  expect(partial.findings).toEqual([]);
  expect(partial.skipped.map(({ what }) => what)).toEqual(["statement 1"]);
});

test.each([
  [{ rules: ["primary-key-mising"] }, /^NOT_FOUND: .*did you mean `primary-key-missing`/],
  [{ ignore: ["../secret.json"] }, /^NOT_FOUND: /],
  [{ ddl: "create tabel x ()" }, /^INVALID_SQL 42601: /],
  [{ ddl: "create table x (a int)", cursor: "1.x" }, /^INVALID_INPUT: /],
  [{ target: { branch: 7 } }, /branch/],
])("%j is refused", async (args, text) => {
  const result = await call(args);
  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(text);
});
