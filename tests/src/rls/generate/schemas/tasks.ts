import { everyVerb, refusedByPolicy } from "./case.ts";
import type { Case } from "./case.ts";

const [acme, bolt] = [
  "00000000-0000-0000-0000-00000000000a",
  "00000000-0000-0000-0000-00000000000b",
];
const us = { "app.tenant_id": acme };

/** Tasks of tenants, which the application names; marked ones are hidden, their notes are not; policies of before. */
export const tasks: Case = {
  schema: `
    create table tenants (id uuid primary key);
    create table tasks (id int primary key, tenant_id uuid references tenants, title text not null default '',
      deleted_at timestamptz);
    create table notes (id serial primary key, task_id int not null references tasks, body text);
    insert into tenants values ('${acme}'), ('${bolt}');
    insert into tasks (id, tenant_id, deleted_at)
      values (1, '${acme}', null), (2, '${acme}', now()), (3, '${bolt}', null), (4, null, null);
    insert into notes (task_id, body) values (1, 'a'), (2, 'of a marked task'), (3, 'b');
    create policy legacy on tasks using (true);
    create policy narrow on notes as restrictive for delete using (id > 0);
    grant select on tasks to public`,
  intent: {
    context: { kind: "setting", name: "app.tenant_id", type: "uuid" },
    tables: [
      { table: "tasks", tenant: "tenant_id", deleted: "deleted_at", allow: everyVerb("tenant") },
      { table: "notes", parent: { column: "task_id", table: "tasks" }, allow: everyVerb("tenant") },
    ],
  },
  admin: true,
  cells: [
    { as: us, sql: "select id from tasks", gives: [1] },
    { as: us, sql: "select body from notes order by 1", gives: ["a", "of a marked task"] },
    { as: {}, sql: "select id from tasks", gives: [] },
    { as: { "app.tenant_id": "" }, sql: "select id from tasks", gives: [] },
    { as: { "app.tenant_id": "nobody's" }, sql: "select id from notes", gives: [] },
    { as: us, sql: `insert into tasks values (5, '${acme}') returning id`, gives: [5] },
    { as: us, sql: `insert into tasks values (5, '${bolt}')`, gives: refusedByPolicy },
    { as: us, sql: "insert into tasks values (5, null)", gives: refusedByPolicy },
    { as: {}, sql: `insert into tasks values (5, '${acme}')`, gives: refusedByPolicy },
    { as: us, sql: "update tasks set title = 'x' returning id", gives: [1] },
    {
      as: us,
      sql: `update tasks set tenant_id = '${bolt}' where id = 1`,
      gives: refusedByPolicy,
    },
    // to mark a row with a WHERE, and what comes of it in the same transaction and with other words
    { as: us, sql: "update tasks set deleted_at = now() where id = 1", gives: [] },
    {
      as: us,
      sql: "update tasks set deleted_at = now() where id = 1; select id from tasks",
      gives: [],
    },
    {
      as: us,
      sql: "insert into tasks values (1, null) on conflict (id) do update set deleted_at = now()",
      gives: refusedByPolicy,
    },
    {
      as: us,
      sql: `insert into tasks values (1, '${acme}') on conflict (id) do update set deleted_at = '2001-01-01'`,
      gives: [],
    },
    { as: us, sql: "update tasks set deleted_at = null where id = 2 returning id", gives: [] },
    { as: us, sql: "delete from tasks where id = 2 returning id", gives: [] },
    { as: us, sql: "insert into notes (task_id) values (2) returning task_id", gives: [2] },
    { as: us, sql: "insert into notes (task_id) values (3)", gives: refusedByPolicy },
    { as: us, sql: "truncate notes", gives: /permission denied/ },
    { as: {}, sql: "select id from tasks order by 1", gives: [1, 2, 3, 4], role: "admin" },
  ],
  findings: [
    "role-missing",
    "role-missing",
    "policy-dropped",
    "policy-narrows",
    "public-revoked",
    "security-switched-on",
    "context-is-trusted",
    "null-is-nobodys",
    "marked-rows-cost",
    "ownership-is-far",
  ],
};
