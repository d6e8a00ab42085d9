import { afterAll, beforeAll, expect, test } from "vitest";
import type { Pool } from "../../../src/postgres/pool.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { names, refusalOf, run, signal, textOf } from "../../src/postgres/catalog/describe/run.ts";
import { rightToLeft, sample } from "../../src/postgres/catalog/describe/sample.ts";
import { poolOn } from "../../src/postgres/catalog/session.ts";

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase(sample);
  pool = poolOn(database.url);
});

afterAll(async () => {
  await pool?.close();
  await database?.[Symbol.asyncDispose]();
});

test("names are names, kinds and estimated rows", async () => {
  const { tables, views, enums, functions, types, sequences } = await run(pool, {
    detail: "names",
    schemas: ["app"],
  });
  expect(tables).toEqual([
    { name: "app.empty", kind: "table", rows: 0 },
    { name: "app.events", kind: "partitioned table", rows: 500, partitions: 2 },
    { name: "app.fresh", kind: "table", rows: null },
    { name: "app.tasks", kind: "table", rows: 50 },
    { name: "app.tenants", kind: "table", rows: 2 },
  ]);
  expect(names(views)).toEqual(["app.counts", "app.open_tasks"]);
  expect(names(enums)).toEqual(["app.status"]);
  expect(names(types)).toEqual(["app.email", "app.point"]);
  expect(names(sequences)).toEqual(["app.numbers"]);
  expect(names(functions)).toEqual([
    "app.add(a integer, b integer)",
    "app.add(a text)",
    "app.touch()",
  ]);
});

test("the summary says columns, keys and indexes", async () => {
  const output = await run(pool);
  const tasks = output.tables.find(({ name }) => name === "app.tasks");
  expect(tasks).toMatchObject({
    rows: 50,
    columns: [
      { name: "id", type: "bigint", nullable: false },
      { name: "tenant_id", type: "integer", nullable: false },
      { name: "title", type: "text", nullable: false },
      { name: "status", type: "app.status", nullable: true },
      { name: "size", type: "integer", nullable: true },
      { name: "twice", type: "integer", nullable: true },
    ],
    primary_key: ["id"],
    foreign_keys: [
      {
        columns: ["tenant_id"],
        references: "app.tenants",
        referenced_columns: ["id"],
        on_delete: "cascade",
      },
    ],
    indexes: [{ name: "tasks_open", keys: "tenant_id, title where (status = 'open'::app.status)" }],
    rls: { enabled: true, forced: false },
    comment: "Work of a tenant",
  });
  expect(tasks?.bytes).toBeGreaterThan(8192);
  expect(output.schemas).toContainEqual({ name: "app", tables: 5, comment: "The application" });
  expect(names(output.extensions)).toEqual(["pg_stat_statements"]);
  expect(output.database.bytes).toBeGreaterThan(1_000_000);
  expect(output.note).toBeUndefined();
  expect(names(output.views)).not.toContain("public.pg_stat_statements");
});

test("full is everything of the contract, partitions and use of indexes included", async () => {
  await database.run("set enable_seqscan = off; select * from app.tenants where id = 1");
  const output = await run(pool, {
    detail: "full",
    objects: ["app.tasks", "app.events", "app.events_1", "app.tenants"],
  });
  const [events, first, tasks, tenants] = output.tables;
  expect(names(output.tables)).toEqual(["app.events", "app.events_1", "app.tasks", "app.tenants"]);
  expect(tasks).toMatchObject({
    columns: [
      { name: "id", identity: "always" },
      {},
      { name: "title", default: "'new'::text", comment: "Shown in lists" },
      {},
      {},
      { name: "twice", generated: "(size * 2)" },
    ],
    foreign_keys: [{ name: "tasks_tenant" }],
    unique: [],
    checks: [{ name: "tasks_size_check", definition: "CHECK ((size > 0))" }],
    rls: { enabled: true, forced: false },
    policies: [
      {
        name: "mine",
        command: "select",
        permissive: true,
        roles: ["public"],
        using: "(tenant_id = 1)",
      },
    ],
    triggers: [{ name: "touch", enabled: "origin" }],
    comment: "Work of a tenant",
  });
  expect(tasks?.indexes?.map(({ name, valid }) => [name, valid])).toEqual([
    ["tasks_open", true],
    ["tasks_pkey", true],
  ]);
  expect(tasks?.indexes?.[0]?.definition).toMatch(/^CREATE INDEX tasks_open ON app\.tasks/);
  expect(tasks?.indexes?.[0]?.bytes).toBeGreaterThan(0);
  expect(tenants?.unique).toEqual([{ name: "tenants_name_key", columns: ["name"] }]);
  expect(events).toMatchObject({ partition_key: "RANGE (at)", partitions: 2, rows: 500 });
  expect(first).toMatchObject({ partition_of: "app.events", rows: 300 });
  expect(first?.partition_bound).toContain("2026-01-01");
});

test("views, functions, types and sequences in full", async () => {
  const output = await run(pool, {
    detail: "full",
    objects: [
      "app.open_tasks",
      "app.counts",
      "app.add(a integer, b integer)",
      "app.status",
      "app.email",
      "app.numbers",
    ],
  });
  expect(output.views).toMatchObject([
    { name: "app.counts", kind: "materialized view", rows: null },
    { name: "app.open_tasks", kind: "view", columns: [{ name: "id" }, { name: "title" }] },
  ]);
  expect(output.views[1]?.definition).toContain("FROM app.tasks");
  expect(output.enums).toEqual([{ name: "app.status", values: ["open", "done"] }]);
  expect(output.types?.[0]?.definition).toContain("CHECK");
  expect(output.sequences?.[0]?.definition).toContain("increment 1");
  expect(output.functions).toMatchObject([
    {
      name: "app.add(a integer, b integer)",
      arguments: "a integer, b integer DEFAULT 1",
      returns: "integer",
      volatility: "immutable",
      language: "sql",
      security_definer: false,
    },
  ]);
});

test.each([
  ["raw", "Weird Name", 'public."Weird Name"'],
  ["printed", 'public."Weird Name"', 'public."Weird Name"'],
  ["raw with schema", "public.Weird Name", 'public."Weird Name"'],
  ["dots in both, raw", 'Odd.Schema.Odd "Table"', '"Odd.Schema"."Odd ""Table"""'],
  ["dots in both, printed", '"Odd.Schema"."Odd ""Table"""', '"Odd.Schema"."Odd ""Table"""'],
  ["unicode", "größe", '"Odd.Schema"."größe"'],
  ["reserved word", "public.user", 'public."user"'],
  ["reserved word, printed", 'public."user"', 'public."user"'],
  ["another case", "APP.Tasks", "app.tasks"],
  ["without schema", "tenants", "app.tenants"],
])("finds an object by its name: %s", async (_, object, name) => {
  const { tables } = await run(pool, { objects: [object] });
  expect(names(tables)).toEqual([name]);
});

test("a name of bidi characters stays what it is", async () => {
  const { tables } = await run(pool, { objects: ["Weird Name"] });
  expect(names(tables[0]?.columns)).toEqual(["Select", "a.b", `${rightToLeft}c`]);
});

test("one overload of a function is found by its arguments", async () => {
  const all = await run(pool, { objects: ["app.add"] });
  expect(all.functions).toHaveLength(2);
  const one = await run(pool, { objects: ["app.add(a integer, b integer)"] });
  expect(names(one.functions)).toEqual(["app.add(a integer, b integer)"]);
});

test.each([
  ["a name", "TASK", ["app.open_tasks", "app.tasks"]],
  ["a comment on a column", "shown in", ["app.tasks"]],
  ["a column", "tenant_id", ["app.tasks"]],
  ["% literally", "100%", ['public."100%_done"']],
  ["_ literally", "k_", []],
  ["a partition", "events_2", ["app.events_2"]],
  ["letters beyond ASCII in another case", "GRÖßE", ['"Odd.Schema"."größe"']],
])("searches for %s", async (_, search, expected) => {
  const { tables, views } = await run(pool, { search });
  expect([...names(tables), ...names(views)].sort()).toEqual([...expected].sort());
});

test("unknown names are refused with what they may have meant", async () => {
  const object = await refusalOf(run(pool, { objects: ["app.taks"] }));
  expect(object).toMatchObject({ code: "NOT_FOUND" });
  expect(object.next).toContain("`app.tasks`");
  const schema = await refusalOf(run(pool, { schemas: ["ap"] }));
  expect(schema).toMatchObject({ code: "NOT_FOUND" });
  expect(schema.next).toContain("`app`");
});

test("objects and search exclude each other", async () => {
  expect(await refusalOf(run(pool, { objects: ["tasks"], search: "x" }))).toMatchObject({
    code: "INVALID_INPUT",
  });
});

test("both channels say the same", async () => {
  for (const detail of ["names", "summary", "full"] as const) {
    const output = await run(pool, { detail });
    const text = textOf(output);
    for (const list of [output.tables, output.views, output.enums, output.functions, output.types])
      for (const { name } of list ?? []) expect(text).toContain(name);
  }
  const text = textOf(await run(pool, { detail: "full", objects: ["app.tasks"] }));
  expect(text).toContain(
    "foreign key tasks_tenant (tenant_id) > app.tenants (id) on delete cascade",
  );
  expect(text).toContain("policy mine for select to public using (tenant_id = 1)");
  expect(text).toContain("title text default 'new'::text -- Shown in lists");
});

test("a table that somebody has locked is named without waiting for it", async () => {
  const other = poolOn(database.url);
  await using holder = await other.open({ signal });
  await holder.transaction({ access: "read write", rollback: true }, async () => {
    await holder.query("lock table app.tasks in access exclusive mode");
    const started = performance.now();
    const { tables } = await run(pool, { detail: "full", schemas: ["app"] });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(tables.find(({ name }) => name === "app.tasks")).toMatchObject({ locked: true });
    expect(tables.find(({ name }) => name === "app.tenants")?.columns).toHaveLength(2);
  });
  await other.close();
});
