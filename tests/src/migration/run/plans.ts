import type { Phase, Plan, Step } from "../../../../src/core/migration.ts";

/** A step as a planner makes it, from its SQL. */
export function step(id: string, sql: string, more: Partial<Step> = {}): Step {
  return {
    id,
    purpose: id,
    sql,
    rollback: null,
    connection: "direct",
    transaction: !/concurrently/i.test(sql),
    locks: [],
    rewrites: false,
    scans: false,
    estimated_ms: 1,
    evidence: "rule",
    ...more,
  };
}

/** `tasks.big` becomes `upper(tasks.title)`, by the key `id`. */
export function backfillStep(id: string, size: number, pause = 0): Step {
  const sql = `with batch as (
      select id from public.tasks where $1::int is null or id > $1::int order by id limit $2::int
    ), changed as (
      update public.tasks t set big = upper(title) from batch
      where t.id = batch.id and t.big is distinct from upper(title) returning 1
    )
    select case when count(*) = $2::int then max(id) end::text as k1, count(*) as rows,
      (select count(*) from changed) as changed from batch`;
  return step(id, sql, {
    batch: { table: "public.tasks", key: ["id"], size, pause_ms: pause },
  });
}

/** What the plans below are for. */
export const tasks = (rows: number): string =>
  `create table public.tasks (id int primary key, title text not null);
   insert into public.tasks select i, 'task ' || i from generate_series(1, ${rows}) i;
   create table public.times (tx bigint not null, what text not null)`;

/**
 * Everything that a plan can hold: transactions of several statements, an index built concurrently, batches, a trigger, a switch of
 * names. Each step also writes a row into `times`, so that what is done twice shows.
 */
export function everything(size = 100, pause = 0): readonly Phase[] {
  const once = (id: string): string => `insert into public.times values (txid_current(), '${id}')`;
  const phase = (
    name: Phase["name"],
    steps: readonly Step[],
    more: Partial<Phase> = {},
  ): Phase => ({
    name,
    purpose: name,
    steps: [...steps],
    verification: [],
    old_application: "works",
    notes: [],
    ...more,
  });
  const fill = backfillStep("backfill.1", size, pause);
  return [
    phase("expand", [
      step("expand.1", `alter table public.tasks add column big text; ${once("expand.1")}`, {
        rollback: `alter table public.tasks drop column big; ${once("back expand.1")}`,
        locks: [{ relation: "public.tasks", mode: "ACCESS EXCLUSIVE", blocks: "reads and writes" }],
      }),
      step(
        "expand.2",
        `create function public.copy_title() returns trigger language plpgsql as
           $$begin new.big := upper(new.title); return new; end$$;
         create trigger copy_title before insert or update of title on public.tasks
           for each row execute function public.copy_title();
         ${once("expand.2")}`,
        {
          rollback: `drop trigger copy_title on public.tasks; drop function public.copy_title(); ${once("back expand.2")}`,
        },
      ),
      step("expand.3", "create unique index concurrently tasks_title on public.tasks (title)", {
        rollback: "drop index concurrently public.tasks_title",
      }),
    ]),
    phase("backfill", [
      {
        ...fill,
        sql: fill.sql.replace("changed as (", `counted as (${once("backfill.1")}), changed as (`),
      },
    ]),
    phase("verify", [], {
      verification: [
        {
          purpose: "every row has its copy",
          sql: "select count(*) from public.tasks where big is distinct from upper(title)",
          expect: 0,
        },
      ],
    }),
    phase(
      "switch",
      [
        step(
          "switch.1",
          `alter table public.tasks add constraint tasks_big check (big is not null) not valid; ${once("switch.1")}`,
          {
            rollback: `alter table public.tasks drop constraint tasks_big; ${once("back switch.1")}`,
          },
        ),
        step("switch.2", "alter table public.tasks validate constraint tasks_big"),
      ],
      { old_application: "breaks" },
    ),
    phase("contract", [
      step("contract.1", "drop index concurrently public.tasks_title", {
        rollback: "create unique index concurrently tasks_title on public.tasks (title)",
      }),
    ]),
  ];
}

/** A plan of these phases for a schema of this fingerprint. */
export function planOf(phases: readonly Phase[], more: Partial<Plan> = {}): Plan {
  return {
    plan_id: "plan1",
    name: "add big titles",
    target: { deployment: "url", database: "x", role: "x", postgres: "18.4" },
    version: 180_004,
    fingerprint: "",
    fingerprint_after: "",
    phases: [...phases],
    irreversible: [],
    findings: [],
    questions: [],
    old_statements: [],
    lock_timeout_ms: 300,
    batch_size: 100,
    ...more,
  };
}
