import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLedger } from "../../../src/migration/run/ledger.ts";
import { auditSecurity } from "../../../tools/security/audit-security.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { serverConfig } from "../../helpers/server-config.ts";
import { localNeon, ownerAddress } from "../../helpers/local-neon.ts";
import { serveNeon } from "../../helpers/served.ts";
import { harness, type Harness } from "../../src/migration/lint/harness.ts";

const SCHEMA = `
  create table tenants (id uuid primary key, name text not null);
  create table tasks (id int primary key, tenant_id uuid not null references tenants, title text, api_key text);
  alter table tasks enable row level security;
  create policy all_rows on tasks using (true);
  create function total() returns bigint language sql security definer as 'select count(*) from tasks';`;

let on: Harness;
let folder: string;
beforeAll(async () => {
  on = await harness(SCHEMA);
  folder = mkdtempSync(join(tmpdir(), "audit-"));
});
afterAll(() => on[Symbol.asyncDispose]());

interface Result {
  readonly findings: readonly {
    readonly rule: string;
    readonly key: string;
    readonly object: string;
  }[];
  readonly groups: readonly {
    readonly rule: string;
    readonly level: string;
    readonly count: number;
  }[];
  readonly roles: readonly { readonly name: string }[];
  readonly skipped: readonly { readonly what: string }[];
  readonly next_cursor?: string;
}

const call = async (args: Record<string, unknown>) => {
  const deps = { ...on.deps, files: [folder] };
  await using client = await connect(serverConfig([auditSecurity], { deps }));
  return await client.callTool({ name: "audit_security", arguments: args });
};
const audit = async (args: Record<string, unknown>): Promise<Result> => {
  const result = await call(args);
  expect(result.isError ?? false, textOf(result)).toBe(false);
  return result.structuredContent as unknown as Result;
};

test("a database: groups, the worst findings with their fix, roles, and what was not looked at", async () => {
  const result = await call({});
  const { groups, findings, roles, skipped } = result.structuredContent as unknown as Result;
  expect(groups.slice(0, 2).map(({ rule, level }) => [rule, level])).toEqual([
    ["definer-search-path-missing", "error"],
    ["policy-always-true", "error"],
  ]);
  expect(findings[0]).toMatchObject({
    object: "public.total()",
    evidence: "measured",
    key: "definer-search-path-missing:public.total()",
    fix: "ALTER FUNCTION public.total() SET search_path = public, pg_temp;",
    rollback: "ALTER FUNCTION public.total() RESET search_path;",
  });
  expect(roles.map(({ name }) => name)).toContain(new URL(on.target.url).username);
  expect(skipped.map(({ what }) => what)).toContain("hashes of passwords and pg_hba.conf");
  expect(textOf(result)).toMatch(/^Not safe: \d+ findings of \d+ rules, 2 of them with errors/);
  expect(textOf(result)).toContain("error policy-always-true x 1");
});

test("DDL gives the same findings on its objects", async () => {
  const rules = ["definer-search-path-missing", "policy-always-true", "secret-plain"];
  const keys = async (args: Record<string, unknown>): Promise<string[]> =>
    (await audit({ rules, ...args })).findings.map(({ key }) => key).toSorted();
  expect(await keys({ ddl: SCHEMA })).toEqual(await keys({}));
  expect(await keys({ ddl: SCHEMA })).toHaveLength(3);
});

test("DDL as pg_dump writes it: roles that are not there, data, commands of psql", async () => {
  const { findings, skipped } = await audit({
    ddl: `\\restrict abc
SET statement_timeout = 0;
CREATE TABLE public.tasks (id integer NOT NULL);
ALTER TABLE public.tasks OWNER TO audit_dump_owner;
COPY public.tasks (id) FROM stdin;
1
\\.
GRANT ALL ON TABLE public.tasks TO audit_dump_app;
CREATE EXTENSION no_such_extension;
\\unrestrict abc
`,
    rules: ["table-privileges-beyond-rows"],
  });
  expect(findings.map(({ key }) => key)).toEqual([
    "table-privileges-beyond-rows:public.tasks:audit_dump_app",
  ]);
  expect(skipped.map(({ what }) => what)).toEqual([
    "statement 5",
    "settings, passwords, sessions and rows",
  ]);
});

test("what is ignored by rule, by key or in a baseline is not told", async () => {
  const rules = ["definer-search-path-missing", "policy-always-true"];
  const all = await audit({ rules });
  expect(all.findings).toHaveLength(2);
  expect((await audit({ rules, ignore: ["policy-always-true"] })).findings).toHaveLength(1);
  const keys = all.findings.map(({ key }) => key);
  expect((await audit({ rules, ignore: keys.slice(0, 1) })).findings).toHaveLength(1);
  writeFileSync(join(folder, "known.json"), JSON.stringify(keys));
  writeFileSync(join(folder, "result.json"), JSON.stringify(all));
  for (const baseline of ["known.json", "result.json"])
    expect((await audit({ rules, baseline })).findings).toEqual([]);
  expect(textOf(await call({ rules, baseline: "known.json" }))).toMatch(/^Nothing found\./);
});

test("300 findings are one short page of groups first, and all are told in the end", async () => {
  const columns = Array.from(
    { length: 300 },
    (_, n) => `create table t${n} (id int primary key, api_key text);`,
  );
  const args = { ddl: columns.join("\n"), rules: ["secret-plain", "policies-missing"] };
  const first = await call(args);
  const { groups, findings, next_cursor: cursor } = first.structuredContent as unknown as Result;
  expect(groups).toEqual([{ rule: "secret-plain", level: "warning", count: 300 }]);
  expect(findings.length).toBeLessThan(30);
  expect(textOf(first).length).toBeLessThan(4_000);
  expect(JSON.stringify(first.structuredContent).length).toBeLessThan(16_000);
  const keys = findings.map(({ key }) => key);
  for (let at = cursor; at !== undefined;) {
    const page = await audit({ ...args, cursor: at });
    keys.push(...page.findings.map(({ key }) => key));
    at = page.next_cursor;
  }
  expect(new Set(keys).size).toBe(300);
  const other = await call({ ...args, ignore: ["secret-plain:public.t7.api_key"], cursor });
  expect(textOf(other)).toMatch(/^INVALID_INPUT: /);
});

test("a model of the roles: what is missing, and what is too much", async () => {
  const owner = new URL(on.target.url).username;
  const { findings } = await audit({
    model: { owner, application: ["audit_no_such_role"] },
    rules: ["model-role-missing", "model-privilege-missing", "model-owner-differs"],
  });
  expect(findings.map(({ key }) => key)).toEqual(["model-role-missing:role audit_no_such_role"]);
});

test("what this server writes down is no application's, and who may write there is told", async () => {
  await using session = await on.deps.session({
    intent: "write",
    signal: new AbortController().signal,
  });
  await createLedger(session);
  const role = `app_of_${on.target.name}`;
  await on.target.runAsSuperuser(`create role ${role}`);
  try {
    const model = { owner: "postgres", application: [role] };
    const rules = [
      "model-privilege-missing",
      "model-owner-differs",
      "model-grant-unmeant",
      "public-table-privileges",
    ];
    const about = async (): Promise<string[]> =>
      (await audit({ model, rules })).findings.map(({ rule, object }) => `${rule} ${object}`);
    expect(await about()).toContain("model-privilege-missing public.tasks");
    expect((await about()).join()).not.toContain("neon_dba");
    await on.target.run("grant update on neon_dba.migration to public");
    expect(await about()).toContain("public-table-privileges neon_dba.migration");
  } finally {
    await on.target.runAsSuperuser(`drop role ${role}`);
    await on.target.run("drop schema neon_dba cascade");
  }
});

test("on a Neon: the branch, where connections come from, and who is a member of neon_superuser", async () => {
  await using neon = await localNeon();
  const { host, port, database, user, password, options } = await ownerAddress(neon);
  const owner = new pg.Client({ host, port, database, user, password, options });
  await owner.connect();
  await owner.query(SCHEMA);
  await owner.end();
  await using server = serveNeon(neon);
  const { deps } = server.config;
  await using client = await connect(serverConfig([auditSecurity], { deps }));
  const result = await client.callTool({ name: "audit_security", arguments: {} });
  expect(result.isError ?? false, textOf(result)).toBe(false);
  const { findings, groups } = result.structuredContent as unknown as Result;
  // planned on a shadow of the embedded Postgres
  expect(groups).toContainEqual({ rule: "policy-always-true", level: "error", count: 1 });
  const about = findings.filter(({ rule }) => rule.startsWith("neon-"));
  expect(about.map(({ key }) => key).toSorted()).toEqual([
    "neon-branch-unprotected:branch main",
    "neon-ip-allow:project local",
    "neon-superuser:role neondb_owner",
  ]);
});

test.each([
  [{ rules: ["policy-always-tru"] }, /^NOT_FOUND: .*did you mean `policy-always-true`/],
  [{ baseline: "../secret.json" }, /^NOT_FOUND: /],
  [{ baseline: "/etc/passwd" }, /^NOT_FOUND: /],
  [{ ddl: "create tabel x ()" }, /^INVALID_SQL 42601: /],
  [{ model: { application: [] } }, /^INVALID_INPUT: `model`/],
  [{ ddl: "select 1", cursor: "1.x" }, /^INVALID_INPUT: /],
])("%j is refused", async (args, text) => {
  const result = await call(args);
  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(text);
  expect(textOf(result)).toContain("\nNext: ");
});
