import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";

let database: TestDatabase;
let server: ReturnType<typeof serve>;
let client: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  database = await testDatabase(`
    create table tasks (id int primary key, org_id int not null, state text not null, title text, tags text[]);
    insert into tasks select i, i % 500, case when i % 50 = 0 then 'open' else 'done' end, repeat('x', 50), array['t' || i % 300]
      from generate_series(1, 50000) i;
    create table events (at timestamptz not null, org_id int not null) partition by range (at);
    create table events_old partition of events for values from (minvalue) to ('2026-01-01');
    create table events_new partition of events for values from ('2026-01-01') to (maxvalue);
    insert into events select timestamptz '2025-12-01' + i * interval '10 min', i % 500 from generate_series(1, 20000) i;
    create function twice(a int) returns int language sql immutable as 'select a * 2';
`);
  await database.run("vacuum analyze");
  server = serve(database.url);
  client = await connect(server.config);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

interface Explained {
  readonly total_cost: number;
  readonly plan: string;
  readonly hypothetical: {
    readonly total_cost: number;
    readonly plan: string;
    readonly indexes_used: readonly string[];
    readonly indexes: readonly { readonly name: string; readonly bytes: number }[];
  };
  readonly at_scale: {
    readonly factor: number;
    readonly total_cost: number;
    readonly plan: string;
    readonly shape_changed: boolean;
    readonly findings: readonly { readonly rule: string; readonly evidence: string }[];
  };
  readonly notes?: readonly string[];
}

async function call(tool: string, args: Record<string, unknown>) {
  const result = await client.callTool({ name: tool, arguments: args }, { timeout: 60_000 });
  return {
    text: textOf(result),
    isError: result.isError === true,
    structured: result.structuredContent as unknown as Explained,
  };
}

async function explain(args: Record<string, unknown>): Promise<Explained & { text: string }> {
  const { text, isError, structured } = await call("explain_query", args);
  expect(isError, text).toBe(false);
  return { ...structured, text };
}

const plain = (fenced: string | undefined): string =>
  (fenced ?? "").replaceAll(/<\/?untrusted-[0-9a-f]+>/g, "").trim();

test("an index that is not there is costed as it will be when it is built", async () => {
  const sql = "select * from tasks where org_id = $1 and state = 'open'";
  const index = "create index concurrently on tasks (org_id, state)";
  const before = await explain({ sql, hypothetical_indexes: [index] });
  expect(before.notes).toBeUndefined();
  expect(before.hypothetical.indexes_used.map(plain)).toEqual(["public.tasks_org_id_state_idx"]);
  expect(before.text).toContain("estimated on the planner twin");
  await database.run("create index on tasks (org_id, state)");
  const built = await explain({ sql });
  const [row] = await database.run(
    "select pg_relation_size('tasks_org_id_state_idx')::int as bytes",
  );
  await database.run("drop index tasks_org_id_state_idx");
  expect(before.hypothetical.total_cost).toBeCloseTo(built.total_cost, 1);
  const [estimated] = before.hypothetical.indexes;
  expect(Math.abs((estimated?.bytes ?? 0) / Number(row?.["bytes"]) - 1)).toBeLessThan(0.05);
});

test("an index that Postgres would not use is said to be useless", async () => {
  const { hypothetical, text } = await explain({
    sql: "select * from tasks where title <> 'y'",
    hypothetical_indexes: ["create index mine on tasks (title)"],
  });
  expect(hypothetical.indexes_used).toEqual([]);
  expect(text).toContain("0 of 1 used");
});

test("GIN on an array, and one index for all partitions", async () => {
  const tags = await explain({
    sql: "select id from tasks where tags @> array['t7']",
    hypothetical_indexes: ["create index on tasks using gin (tags)"],
  });
  expect(tags.hypothetical.plan).toContain("Bitmap Index Scan");
  const { hypothetical, total_cost } = await explain({
    sql: "select * from events where org_id = 7",
    hypothetical_indexes: ["create index on events (org_id)"],
  });
  expect(hypothetical.indexes_used.map(plain)).toEqual(["public.events_org_id_idx"]);
  expect(hypothetical.total_cost).toBeLessThan(total_cost / 2);
});

test("at a thousand times the rows the plan and what is wrong with it change", async () => {
  const sql = "select t.id from tasks t where t.state = 'open' order by t.title limit 5";
  const { total_cost, at_scale: scaled } = await explain({ sql, at_scale: 1000 });
  expect(scaled.factor).toBe(1000);
  expect(scaled.total_cost).toBeGreaterThan(100 * total_cost);
  expect(scaled.shape_changed).toBe(true);
  expect(scaled.findings[0]).toMatchObject({ evidence: "estimated" });
});

test("the same size is the same plan and cost", async () => {
  const sql = "select state, count(*) from tasks group by state";
  const { total_cost, at_scale: scaled } = await explain({ sql, at_scale: 1 });
  expect(scaled).toMatchObject({ total_cost, shape_changed: false });
});

test.each([
  ["drop table tasks", "INVALID_SQL"],
  ["create index on nowhere (a)", "INVALID_SQL"],
  ["create index on tasks (nothing)", "INVALID_SQL"],
  ["not sql", "INVALID_SQL"],
])("%s is no index to try", async (index, code) => {
  const { text, isError } = await call("explain_query", {
    sql: "select 1",
    hypothetical_indexes: [index],
  });
  expect(isError).toBe(true);
  expect(text).toMatch(new RegExp(`^${code}`));
  expect(text).toContain("hypothetical_indexes");
});

test("a table that the embedded Postgres cannot have is named, with the ways that are left", async () => {
  await database.runAsSuperuser(`
    create type label;
    create function label_in(cstring) returns label language internal immutable strict as 'textin';
    create function label_out(label) returns cstring language internal immutable strict as 'textout';
    create type label (input = label_in, output = label_out, like = text);
    create table labelled (id int, label label);
    grant all on labelled to public`);
  const { text, isError } = await call("explain_query", {
    sql: "select * from labelled where id = 7",
    hypothetical_indexes: ["create index on labelled (id)"],
  });
  expect(isError).toBe(true);
  expect(text).toMatch(/^UNSUPPORTED/);
  expect(text).toContain("table public.labelled");
  expect(text).toContain("create_branch");
  expect(text).toContain("NEON_DBA_PG_BIN");
  const other = await explain({
    sql: "select * from tasks where org_id = 7",
    hypothetical_indexes: ["create index on tasks (org_id)"],
  });
  expect(other.hypothetical).toMatchObject({ estimated_by: "planner twin" });
  expect(other.notes).toBeUndefined();
});

test("nothing that is tried stays", async () => {
  const sql = "select * from tasks where org_id = 7";
  await explain({ sql, hypothetical_indexes: ["create index on tasks (org_id)"], at_scale: 10 });
  const { hypothetical } = await explain({
    sql,
    hypothetical_indexes: ["create index on tasks (title)"],
  });
  expect(hypothetical.plan).toContain("Seq Scan");
  expect((await explain({ sql })).plan).toContain("Seq Scan");
});

test("statistics that change are the twin's at the next call", async () => {
  await database.run(
    "create table grows (a int); insert into grows select generate_series(1, 100); analyze grows",
  );
  const sql = "select * from grows where a = 5";
  const index = ["create index on grows (a)"];
  expect((await explain({ sql, hypothetical_indexes: index })).hypothetical.indexes_used).toEqual(
    [],
  );
  await database.run("insert into grows select generate_series(101, 100000); analyze grows");
  expect(
    (await explain({ sql, hypothetical_indexes: index })).hypothetical.indexes_used,
  ).toHaveLength(1);
});

test.each([0, -1, 1e9])("%d times the rows is out of range", async (factor) => {
  const { text, isError } = await call("explain_query", { sql: "select 1", at_scale: factor });
  expect(isError).toBe(true);
  expect(text).toMatch(/^INVALID_INPUT: `at_scale`/);
});
