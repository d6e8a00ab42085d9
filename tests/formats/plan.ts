import type { Plan, Step } from "../../src/core/migration.ts";

/** What the folders hold already. */
export const base = `create table accounts (
  id integer primary key,
  full_name text,
  note text default 'a: b' not null
)`;

export const rows =
  "insert into accounts (id, full_name) select i, case when i % 5 > 0 then 'Name ' || i end from generate_series(1, 4321) i";

const step = (
  id: string,
  sql: string,
  rollback: string | null,
  more: Partial<Step> = {},
): Step => ({
  id,
  purpose: `What ${id} is for: "quotes", it's \\ 100 %`,
  sql,
  rollback,
  connection: "direct",
  transaction: true,
  locks: [],
  rewrites: false,
  scans: false,
  estimated_ms: 1,
  evidence: "measured",
  ...more,
});

const trigger = `create function fill_display() returns trigger language plpgsql as $body$
begin
  -- a comment; with a semicolon, :colon, %percent, {brace}, \\backslash and \`tick\`
  new.display := coalesce(new.display, new.full_name, 'at ' || to_char(timestamp '2026-01-01 12:30:00', 'HH24:MI') || '\${x}' || 100 % 7);
  return new;
end $body$;
create trigger fill_display before insert or update on accounts for each row execute function fill_display()`;

const batch = `with part as materialized (
  select id as k from accounts where $1::text is null or id > $1::text::integer order by id limit $2::bigint
), done as (
  update accounts set display = coalesce(full_name, 'nobody: %') from part where id = k and display is null returning 1
)
select case when count(*) >= $2::bigint then max(k)::text end as k1, count(*) as rows, (select count(*) from done) as changed from part`;

/** Every class of step: several statements in a transaction, what runs alone both ways, a backfill, nothing to take back. */
export const plan: Plan = {
  plan_id: "pl_test",
  name: "Add display name",
  target: { deployment: "local", database: "neondb", role: "owner", postgres: "18.4" },
  version: 180004,
  fingerprint: "",
  fingerprint_after: "",
  phases: [
    {
      name: "expand",
      purpose: "",
      steps: [
        step(
          "expand.1",
          "alter table accounts add column display text",
          "alter table accounts drop column display",
        ),
        step(
          "expand.2",
          trigger,
          "drop trigger fill_display on accounts; drop function fill_display()",
        ),
        step(
          "expand.3",
          "create index concurrently accounts_display_idx on accounts (lower(display)) where display like 'N%'",
          "drop index concurrently accounts_display_idx",
          { transaction: false },
        ),
      ],
      verification: [],
      old_application: "works",
      notes: [],
    },
    {
      name: "backfill",
      purpose: "",
      steps: [
        step("backfill.1", batch, null, {
          transaction: false,
          batch: { table: "public.accounts", key: ["id"], size: 500, pause_ms: 1 },
        }),
      ],
      verification: [],
      old_application: "works",
      notes: [],
    },
    {
      name: "switch",
      purpose: "",
      steps: [
        step(
          "switch.1",
          "alter table accounts add constraint display_there check (display is not null) not valid",
          "alter table accounts drop constraint display_there",
        ),
        step("switch.2", "alter table accounts validate constraint display_there", null),
        step(
          "switch.3",
          "alter table accounts alter column display set not null; alter table accounts drop constraint display_there",
          "alter table accounts add constraint display_there check (display is not null) not valid; alter table accounts alter column display drop not null",
        ),
      ],
      verification: [],
      old_application: "works",
      notes: [],
    },
  ],
  irreversible: [],
  findings: [],
  questions: [],
  old_statements: [],
  lock_timeout_ms: 2000,
  batch_size: 500,
};
