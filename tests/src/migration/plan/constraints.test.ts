import { expect, test } from "vitest";
import { carryOut } from "./carry-out.ts";
import { harness } from "./harness.ts";
import type { Harness } from "./harness.ts";

const setup = `
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
  analyze;`;

const cases: Record<string, string> = {
  "set not null": "alter table tasks alter title set not null",
  "set not null on a partitioned table": "alter table events alter id set not null",
  check: "alter table tasks add check (starts < ends)",
  "check of a partitioned table": "alter table events add constraint e check (id > 0)",
  "foreign key":
    "alter table tasks add foreign key (project_id) references projects on delete cascade",
  "foreign key of a partitioned table":
    "alter table events add foreign key (project_id) references projects",
  unique: "alter table tasks add unique (title) include (state)",
  "deferrable unique":
    "alter table tasks add constraint u unique (starts, ends) deferrable initially deferred",
  "unique of a partitioned table": "alter table events add unique (id, at, kind)",
  "primary key":
    "alter table tasks drop constraint tasks_pkey; alter table tasks add column k int; ",
  index: "create index on tasks (lower(title) text_pattern_ops desc) where state = 'open'",
  "index of a partitioned table": "create index on events (kind, id)",
  "index of a materialized view": "create unique index on totals (state)",
};

async function on(): Promise<Harness> {
  return harness(setup);
}

test.each(Object.entries(cases))("%s", async (_, sql) => {
  await using database = await on();
  const plan = await database.plan({ sql });
  expect(await carryOut(database, plan, { keep: true })).toBe(plan.fingerprint_after);
});
