import { afterAll, beforeAll, expect, test } from "vitest";
import { carryOut, carryOutForGood } from "./carry-out.ts";
import { harness } from "./harness.ts";
import type { Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`
  create table projects (id int primary key, name text);
  insert into projects select i, 'p' || i from generate_series(1, 5) i;
  create table tasks (id int primary key, title text, state text default 'open', project_id int, starts int, ends int);
  insert into tasks select i, 't' || i, case when i % 4 > 0 then 'open' end, 1 + i % 5, i, i + 1 from generate_series(1, 20) i;
  create index on tasks (project_id);
  create table events (id int, at date not null, kind text, project_id int) partition by range (at);
  create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01');
  create table events_2 partition of events for values from ('2026-02-01') to ('2026-03-01') partition by list (kind);
  create table events_2a partition of events_2 for values in ('a');
  insert into events select i, '2026-01-01'::date + i, 'a', 1 + i % 5 from generate_series(1, 50) i;
  create materialized view totals as select state, count(*) from tasks group by 1;
  analyze;`);
});
afterAll(() => on[Symbol.asyncDispose]());

/** Each script is one plan: its changes are put together too. */
const scripts: Readonly<Record<string, readonly string[]>> = {
  "of a table": [
    "alter table tasks alter title set not null",
    "alter table tasks add check (starts < ends)",
    "alter table tasks add foreign key (project_id) references projects on delete cascade",
    "alter table tasks add unique (title) include (state)",
    "alter table tasks add constraint u unique (starts, ends) deferrable initially deferred",
    "create index on tasks (lower(title) text_pattern_ops desc) where state = 'open'",
    "create unique index on totals (state)",
  ],
  "of a partitioned table": [
    "alter table events alter id set not null",
    "alter table events add constraint e check (id > 0)",
    "alter table events add foreign key (project_id) references projects",
  ],
  "keys and indexes of a partitioned table": [
    "alter table events add unique (id, at, kind)",
    "create index on events (kind, id)",
  ],
  "of a primary key that is replaced": [
    "alter table tasks drop constraint tasks_pkey, add primary key (title, id)",
  ],
};

test.each(Object.entries(scripts))("constraints %s", async (_, statements) => {
  const plan = await on.plan({ sql: statements.join(";\n") });
  expect(await carryOut(on, plan)).toBe(plan.fingerprint_after);
});

test("rows that a constraint refuses are asked about", async () => {
  await on.database.run(`
    create table bad (id int, up int, size int);
    insert into bad values (1, 99, 1), (1, 1, -1)`);
  const { questions, phases } = await on.plan({
    sql: `alter table bad add unique (id), add check (size > 0), add foreign key (up) references projects;
      create unique index on bad (id)`,
  });
  expect(phases).toEqual([]);
  expect(questions.map(({ about }) => about)).toEqual([
    "public.bad",
    "public.bad",
    "public.bad.up",
    "public.bad",
  ]);
  const plan = await on.plan({
    sql: `delete from bad where size < 0; alter table bad add unique (id), add check (size > 0);
      alter table bad add foreign key (up) references projects`,
    hints: { renames: {}, using: {}, backfill: { "public.bad.up": "null" } },
  });
  expect(plan.irreversible).toHaveLength(2);
  expect(await carryOutForGood(on, plan)).toBe(plan.fingerprint_after);
  await on.database.run("drop table bad");
});

test("what has no online path says so, and what is there already is left", async () => {
  const plan = await on.plan({
    sql: `alter table tasks add exclude using btree (id with =);
      create index if not exists tasks_project_id_idx on tasks (id)`,
  });
  expect(plan.findings).toMatchObject([
    { rule: "heavy-lock", level: "error", object: "public.tasks" },
  ]);
  expect(plan.phases.map(({ name, steps }) => [name, steps.length])).toEqual([["switch", 1]]);
});
