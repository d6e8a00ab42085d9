import { afterAll, beforeAll, expect, test } from "vitest";
import type { GeneratedRls } from "../../../../src/rls/generate/generate.ts";
import { place } from "./harness.ts";
import type { Place } from "./harness.ts";

const [acme, bolt] = [
  "00000000-0000-0000-0000-00000000000a",
  "00000000-0000-0000-0000-00000000000b",
];

/** Tasks of tenants: the tenant is set by the application; marked rows are hidden; children belong to their task's tenant. */
const schema = `
  create table tenants (id uuid primary key, name text not null);
  create table tasks (id int primary key, tenant_id uuid references tenants, title text not null default '',
    deleted_at timestamptz);
  create table notes (id serial primary key, task_id int not null references tasks, body text);
  insert into tenants values ('${acme}', 'acme'), ('${bolt}', 'bolt');
  insert into tasks (id, tenant_id, deleted_at)
    values (1, '${acme}', null), (2, '${acme}', now()), (3, '${bolt}', null), (4, null, null);
  insert into notes (task_id, body) values (1, 'a'), (2, 'of a marked task'), (3, 'b');
  create policy legacy on tasks using (true);
  grant select on tasks to public`;

const every = { select: "tenant", insert: "tenant", update: "tenant", delete: "tenant" } as const;
const intent = {
  context: { kind: "setting", name: "app.tenant_id", type: "uuid" },
  tables: [
    { table: "tasks", tenant: "tenant_id", deleted: "deleted_at", allow: every },
    { table: "notes", parent: { column: "task_id", table: "tasks" }, allow: every },
  ],
} as const;

let at: Place;
let generated: GeneratedRls;
let before: string;

beforeAll(async () => {
  at = await place(schema);
  before = await at.fingerprint();
  generated = await at.generate(structuredClone(intent) as never);
  await at.database.run(generated.sql);
});
afterAll(() => at[Symbol.asyncDispose]());

const context = { "app.tenant_id": acme };

test("a tenant sees its own live rows, and their children whether or not the row is marked", async () => {
  expect(await at.as(context, "select id from tasks")).toEqual([{ id: 1 }]);
  expect(await at.as(context, "select body from notes order by 1")).toEqual([
    { body: "a" },
    { body: "of a marked task" },
  ]);
});
