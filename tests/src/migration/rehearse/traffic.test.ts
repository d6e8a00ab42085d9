import { afterAll, beforeAll, expect, test } from "vitest";
import { backfillStep } from "../run/plans.ts";
import { made, note, tasksLock } from "./fault.ts";
import { harness, phase, step, type Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(
    "create table public.tasks (id int primary key, title text not null, due date)",
  );
});
afterAll(() => on[Symbol.asyncDispose]());

const busy = { rowsPerTable: 150, traffic: true, writesPerPhase: 20 } as const;

const big = made(
  "expand.1",
  "alter table public.tasks add column big text",
  "alter table public.tasks drop column big",
);
const copying = made(
  "expand.2",
  `create function public.copy_title() returns trigger language plpgsql as
     $$begin new.big := upper(new.title); return new; end$$;
   create trigger copy_title before insert or update on public.tasks
     for each row execute function public.copy_title()`,
  "drop trigger copy_title on public.tasks; drop function public.copy_title()",
);
const equal = {
  purpose: "every row has its copy",
  sql: "select count(*) from public.tasks where big is distinct from upper(title)",
  expect: 0,
};

test("a backfill with a trigger loses nothing", async () => {
  const plan = await on.write(
    [
      phase("expand", [big, copying]),
      phase("backfill", [backfillStep("backfill.1", 10)], { verification: [equal] }),
      phase("switch", []),
    ],
    { plan_id: "kept" },
  );
  const { failures, traffic, steps } = await on.rehearse(plan, busy);
  expect(failures).toEqual([]);
  expect(traffic?.lost).toBe(0);
  expect(traffic?.writes).toBeGreaterThan(100);
  expect(steps.every(({ blocked_ms: ms }) => ms !== undefined)).toBe(true);
});

test("a backfill without a trigger misses what is written meanwhile", async () => {
  const plan = await on.write(
    [
      phase("expand", [big]),
      phase("backfill", [backfillStep("backfill.1", 10)]),
      phase("verify", [], { verification: [equal] }),
    ],
    { plan_id: "missed" },
  );
  const { failures, passed } = await on.rehearse(plan, busy);
  expect(passed).toBe(false);
  expect(failures[0]?.what).toMatch(
    /^under traffic the check "every row has its copy" does not hold after verify: expected 0, got \d+$/,
  );
});

test("writes into a table that is exchanged for its copy are lost", async () => {
  const plan = await on.write(
    [
      phase("expand", [
        step("expand.1", "create table public.copies (like public.tasks including all)", {
          rollback: "drop table public.copies",
        }),
      ]),
      phase("backfill", [
        step("backfill.1", "insert into public.copies select * from public.tasks", {
          rollback: "truncate public.copies",
        }),
      ]),
      phase("switch", [
        made(
          "switch.1",
          "alter table public.tasks rename to tasks_old; alter table public.copies rename to tasks",
          "alter table public.tasks rename to copies; alter table public.tasks_old rename to tasks",
          { locks: [tasksLock, { ...tasksLock, relation: "public.copies" }] },
        ),
      ]),
    ],
    { plan_id: "exchanged" },
  );
  const { failures, traffic } = await on.rehearse(plan, busy);
  expect(failures[0]).toMatchObject({
    phase: "switch",
    what: expect.stringMatching(/^\d+ writes are lost that were confirmed$/),
    quoted: expect.stringContaining("public.tasks: "),
  });
  expect(traffic?.lost).toBeGreaterThan(0);
});

test("writes that only a rollback loses are found", async () => {
  const plan = await on.write(
    [
      phase("expand", [
        step("expand.1", "create table public.kept as select * from public.tasks", {
          rollback:
            "delete from public.tasks; insert into public.tasks select * from public.kept; drop table public.kept",
          locks: [tasksLock],
        }),
      ]),
    ],
    { plan_id: "restored" },
  );
  const { failures } = await on.rehearse(plan, busy);
  expect(failures[0]?.what).toMatch(/writes are lost .* while, the plan was taken back$/);
});

test("a step that keeps everybody waiting is named", async () => {
  const plan = await on.write(
    [
      phase("expand", [
        note,
        made(
          "expand.2",
          // only where somebody else is there
          `alter table public.tasks add column more text;
           select pg_sleep(2.2) where exists (
             select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
             or (select count(*) from pg_stat_activity where datname = current_database()) > 3`,
          "alter table public.tasks drop column more",
        ),
      ]),
    ],
    { plan_id: "slow" },
  );
  const { failures } = await on.rehearse(plan, busy);
  expect(failures[0]).toMatchObject({
    step: "expand.2",
    what: expect.stringMatching(/^a statement of the application took \d+ ms meanwhile/),
  });
});

test("what the old application cannot do under traffic is told", async () => {
  const plan = await on.write(
    [
      phase("expand", [
        made(
          "expand.1",
          "alter table public.tasks add column more text not null default ''; alter table public.tasks alter more drop default",
          "alter table public.tasks drop column more",
        ),
      ]),
    ],
    { plan_id: "broken" },
  );
  const { failures } = await on.rehearse(plan, busy);
  expect(failures[0]).toMatchObject({
    step: "expand.1",
    what: "a statement of the old application fails under traffic",
    quoted: expect.stringMatching(/^insert into public\.tasks .*\n23502 null value/s),
  });
});

test("what it inserts is tried after a step that took long, too", async () => {
  const plan = await on.write(
    [
      phase("expand", [
        step("expand.1", "select pg_sleep(1.5)", { rollback: null }),
        made(
          "expand.2",
          "alter table public.tasks add column more text not null default ''; alter table public.tasks alter more drop default",
          "alter table public.tasks drop column more",
        ),
      ]),
    ],
    { plan_id: "long" },
  );
  const { failures } = await on.rehearse(plan, busy);
  expect(failures).toContainEqual(
    expect.objectContaining({
      step: "expand.2",
      quoted: expect.stringMatching(/^insert into public\.tasks .*\n23502 null value/s),
    }),
  );
});
