import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runRules } from "../../src/rules/engine/report.ts";
import { securityRules } from "../../src/rules/security/index.ts";
import { cluster, majors } from "../helpers/versions.ts";
import { openBench, type Bench } from "../src/rules/security/harness.ts";

const older = majors.filter((major) => major < 18);

/** Something for each reader that asks the versions differently: memberships, views, policies, grants. */
const SCHEMA = `
  create role app_role login;
  create role tables_role nologin;
  create table tasks (id serial primary key, tenant_id uuid not null, title text);
  alter table tasks enable row level security;
  create policy own on tasks to app_role using (tenant_id = current_setting('app.tenant', true)::uuid);
  create view titles as select title from tasks;
  create function total() returns bigint language sql security definer as 'select count(*) from public.tasks';
  grant all on tasks to app_role;
  grant select on titles to app_role;
  reset role;
  create table notes (id int primary key);
  alter table notes owner to tables_role;
  grant tables_role to app_role with admin option`;

const EXPECTED = [
  "definer-executable-by-public",
  "definer-search-path-missing",
  "membership-admin-option",
  "membership-reaches-owner",
  "policy-column-without-index",
  "policy-function-per-row",
  "sequence-usage-missing",
  "table-privileges-beyond-rows",
  "view-passes-policies",
];

describe.each(older)("Postgres %i", (major) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(await cluster(major));
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  test("the same is found, fixes end it, and rollbacks lead back", async () => {
    await bench.setUp(SCHEMA);
    const found = async () =>
      runRules(securityRules, await bench.facts(), { rules: EXPECTED }).filter(({ object }) =>
        bench.isOwn(object),
      );
    const findings = await found();
    expect([...new Set(findings.map(({ rule }) => rule))].toSorted()).toEqual(EXPECTED);
    const before = await bench.state();
    // What is fixed twice over, a membership that goes and its option, is fixed once.
    const fixed = findings.filter(
      ({ fix, rule }) => fix !== undefined && rule !== "membership-admin-option",
    );
    // Before 15 a view cannot read as whoever asks.
    expect(fixed.some(({ rule }) => rule === "view-passes-policies")).toBe(major >= 15);
    for (const { fix } of fixed) await bench.runAsSuperuser(fix ?? "");
    const left = new Set((await found()).map(({ key }) => key));
    expect(fixed.filter(({ key }) => left.has(key)).map(({ fix }) => fix)).toEqual([]);
    for (const { rollback } of fixed.toReversed()) await bench.runAsSuperuser(rollback ?? "");
    expect(await bench.state()).toBe(before);
  });
});
