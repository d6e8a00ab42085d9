import { afterAll, beforeAll, expect, test } from "vitest";
import { fingerprint } from "../../../../src/postgres/catalog/fingerprint.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { unreached } from "../../../../src/migration/plan/wanted.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { inSession } from "../../postgres/catalog/session.ts";
import { carryOut } from "./carry-out.ts";
import { harness } from "./harness.ts";
import type { Harness } from "./harness.ts";

let on: Harness;
const schema = `create table tasks (id int primary key, title text not null, kind text);
  create view titles as select id, title from tasks;`;

beforeAll(async () => {
  on = await harness(`${schema} create extension hstore; insert into tasks values (1, 'a', 'b')`);
});
afterAll(() => on[Symbol.asyncDispose]());

test("a routine comes after what its text names: forward and back from every step", async () => {
  const ddl = `${schema} create extension hstore;
    create table zones (id int, at text); alter table tasks add zone int;
    create function a_first() returns setof zones language plpgsql as 'declare one zones%rowtype; begin return query select * from zones; end';
    create function b_second() returns bigint language sql as 'select count(zone) from tasks'`;
  await using other = await testDatabase("");
  await other.runAsSuperuser("drop extension pg_stat_statements");
  await other.run(ddl);
  const plan = await on.plan({ targetSchema: ddl });
  const end = await carryOut(on, plan);
  const catalog = await inSession(other.url, (session) => readCatalog(session));
  expect(plan.fingerprint_after).toBe(end);
  expect(unreached({ sql: "", questions: [], findings: [], wanted: catalog }, catalog)).toEqual([]);
  expect(fingerprint(catalog)).not.toBe(plan.fingerprint);
});

test("roles are named, not made", async () => {
  const plan = await on.plan({ targetSchema: `${schema} grant select on tasks to wanted_nobody` });
  expect(plan.phases).toEqual([]);
  expect(plan.questions).toEqual([
    expect.objectContaining({
      about: "role wanted_nobody",
      hint: expect.stringContaining("CREATE ROLE wanted_nobody"),
    }),
  ]);
});

test("what a role has that target_schema does not name is taken from it", async () => {
  const role = `reader_of_${on.database.name}`;
  await on.database.runAsSuperuser(`create role ${role}; grant select on tasks to ${role}`);
  const plan = await on.plan({ targetSchema: schema });
  await on.database.runAsSuperuser(`drop owned by ${role}; drop role ${role}`);
  expect(plan.questions).toEqual([]);
  const sql = plan.phases.flatMap(({ steps }) => steps.map((step) => step.sql)).join("\n");
  expect(sql).toMatch(new RegExp(`REVOKE .* FROM ${role}`));
});

test("a schema of nothing drops everything, extensions too", async () => {
  const plan = await on.plan({ targetSchema: "-- nothing\n" });
  const sql = plan.phases.flatMap(({ steps }) => steps.map((step) => step.sql)).join("\n");
  expect(plan.questions).toEqual([]);
  expect(sql).toContain("DROP EXTENSION hstore");
  expect(sql).toContain("DROP VIEW public.titles");
});

test("what a script would leave otherwise is a question", async () => {
  await using one = await testDatabase("create table t (a int); create index on t (a)");
  await using other = await testDatabase("create table t (a int)");
  const [b, a] = await Promise.all(
    [one, other].map(({ url }) => inSession(url, (session) => readCatalog(session))),
  );
  if (a === undefined || b === undefined) throw new Error("no catalog");
  expect(unreached({ sql: "", questions: [], findings: [], wanted: b }, a)).toEqual([
    expect.objectContaining({
      about: "table public.t",
      question: expect.stringContaining("t_a_idx"),
    }),
  ]);
});
