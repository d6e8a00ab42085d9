import { expect, test } from "vitest";
import { cluster } from "../helpers/versions.ts";
import { carryOut } from "../src/migration/plan/carry-out.ts";
import { harness } from "../src/migration/plan/harness.ts";

const setup = `
  create table projects (id int primary key, name text);
  insert into projects select i, 'p' || i from generate_series(1, 5) i;
  create table tasks (id int primary key, title text, project_id int, state text default 'open');
  insert into tasks select i, 't' || i, 1 + i % 5, 'open' from generate_series(1, 20) i;
  create table events (id int, at date not null, project_id int) partition by range (at);
  create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01');
  create table events_2 partition of events for values from ('2026-02-01') to ('2026-03-01') partition by list (project_id);
  create table events_2a partition of events_2 for values in (1, 2, 3, 4, 5);
  insert into events select i, '2026-01-01'::date + i, 1 + i % 5 from generate_series(1, 50) i;
  create table plain (a int, b text);
  insert into plain select i, 'b' || i from generate_series(1, 20) i;
  analyze;`;

/** Recipes that are made otherwise before Postgres 18, or whose forms are younger than some version. */
const cases: readonly (readonly [14 | 17, string])[] = [
  [14, "alter table tasks alter title set not null"],
  [17, "alter table events alter id set not null"],
  [14, "alter table events add foreign key (project_id) references projects"],
  [17, "alter table events add foreign key (project_id) references projects"],
  [17, "alter table plain add id bigint generated always as identity primary key"],
  [14, "alter table tasks drop constraint tasks_pkey, add primary key (title, id)"],
  [14, "alter table events add unique (id, at, project_id); create index on events (at)"],
  [17, "alter table tasks add token uuid not null default gen_random_uuid(), add check (id > 0)"],
];

test.each(cases)("Postgres %i: %s", async (major, sql) => {
  await using on = await harness(setup, await cluster(major));
  const plan = await on.plan({ sql });
  expect(Math.floor(plan.version / 10_000)).toBe(major);
  expect(await carryOut(on, plan)).toBe(plan.fingerprint_after);
});

test("a value from a hint fills rows before the column is NOT NULL", async () => {
  await using on = await harness(setup, await cluster(14));
  const backfill = { "public.tasks.code": "upper(title)" };
  const plan = await on.plan({
    sql: "alter table tasks add code text not null",
    hints: { renames: {}, using: {}, backfill },
  });
  expect(await carryOut(on, plan)).toBe(plan.fingerprint_after);
});
