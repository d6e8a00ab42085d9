import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stage, stage, still } from "./stage.ts";

const persona = "neon-database-ops";
let on: Stage;
beforeAll(async () => {
  on = await stage();
});
afterAll(() => on[Symbol.asyncDispose]());

const users = `
  create table users (id uuid primary key default gen_random_uuid(), email text not null unique);
  insert into users (email) select 'person' || i || '@example.com' from generate_series(1, 200) i;
  analyze users;`;

const tasks = `${users}
  create table tasks (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users on delete cascade,
    title text not null,
    completed boolean not null default false,
    created_at timestamptz not null default now());
  ${still("tasks")}
  insert into tasks (user_id, title, completed, created_at)
    select ids[1 + i % 200], 'task ' || i, i % 3 = 0, now() - make_interval(mins => i)
    from generate_series(1, 20000) i, (select array_agg(id) as ids from users) u;
  analyze tasks;`;

test("I need to create a tasks table that stores user tasks with priorities and completion status", async () => {
  await using scene = await on.scene(
    persona,
    "I need to create a tasks table that stores user tasks with priorities and completion status",
    { given: users },
  );
  expect((await scene.calls("describe_database")).text).toContain("public.users");
  const sql = `
    create type task_priority as enum ('low', 'medium', 'high');
    create table tasks (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references users on delete cascade,
      title text not null check (length(title) between 1 and 200),
      priority task_priority not null default 'medium',
      completed boolean not null default false,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now());
    create index tasks_of_user on tasks (user_id, completed, created_at desc)`;
  // the guarded branch is refused, and what the refusal says is done
  const refused = await scene.isRefused("run_sql", { sql, mode: "write" });
  expect(refused.text).toMatch(/^GUARDED_BRANCH/);
  const { structured } = await scene.follows(refused);
  const { name: branch } = structured["branch"] as { name: string };
  const target = { branch, database: scene.database };
  await scene.calls("run_sql", { sql, mode: "write", target });
  expect(await scene.finds("select to_regclass('tasks')")).toEqual([{ to_regclass: null }]);
  await scene.calls("delete_branch", { branch });

  const plan = await scene.calls("plan_migration", { name: "tasks", sql });
  await scene.follows(plan);
  const { plan_id } = plan.structured;
  const applied = await scene.confirms("apply_migration", { plan_id });
  expect(applied.structured["remaining"]).toEqual([]);

  await scene.finds(
    "insert into tasks (user_id, title, priority) select id, 'first', 'high' from users",
  );
  await expect(
    scene.finds("insert into tasks (user_id, title, priority) select id, 'x', 'urgent' from users"),
  ).rejects.toMatchObject({ code: "22P02" });
});

test("The tasks list endpoint is taking over 2 seconds to respond", async () => {
  await using scene = await on.scene(
    persona,
    "The tasks list endpoint is taking over 2 seconds to respond",
    { given: tasks },
  );
  const sql =
    "select id, title from tasks where user_id = $1 and not completed order by created_at desc limit 20";
  const params = [(await scene.finds<{ id: string }>("select id from users limit 1"))[0]?.id];
  for (let request = 0; request < 10; request++) await scene.finds(sql, params);
  const slow = await scene.calls("find_slow_queries", { slo_ms: 0.1 });
  expect(slow.text).toMatch(/misses-objective[^]*Next: explain_query, advise_indexes/);

  const before = await scene.calls("explain_query", { sql, params, analyze: true });
  expect(before.text).toContain("selective-scan-without-index");
  const advice = await scene.calls("advise_indexes", { queries: [{ sql }], measure: "branch" });
  const [index] = advice.structured["create"] as { sql: string }[];
  expect(index?.sql).toMatch(/on public\.tasks \((?=.*user_id).*created_at desc\)$/);
  const [{ before_ms, after_ms } = { before_ms: 0, after_ms: 0 }] = advice.structured[
    "measured"
  ] as { before_ms: number; after_ms: number }[];
  expect(after_ms).toBeLessThan(before_ms);

  const plan = await scene.calls("plan_migration", { name: "tasks list", sql: index?.sql });
  await scene.follows(plan);
  const { plan_id } = plan.structured;
  const applied = await scene.confirms("apply_migration", { plan_id, backup: "none" });
  const after = await scene.calls("explain_query", { sql, params, analyze: true });
  expect(after.text).toMatch(/Index Scan/);
  expect(after.structured["total_cost"]).toBeLessThan(Number(before.structured["total_cost"]) / 5);
  // back, letter by letter
  await scene.agrees(applied);
  expect(await scene.finds("select indexname from pg_indexes where tablename = 'tasks'")).toEqual([
    { indexname: "tasks_pkey" },
  ]);
});

test("I need to configure the Neon database connection for our new FastAPI backend", async () => {
  await using scene = await on.scene(
    persona,
    "I need to configure the Neon database connection for our new FastAPI backend",
  );
  const tested = await scene.calls("test_connection");
  expect(tested.structured["ways"]).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: "websocket_pooled", ok: true }),
      expect.objectContaining({ kind: "websocket_direct", ok: true }),
    ]),
  );
  // the role of Neon's API is no application's
  expect(tested.text).toContain("bypasses RLS");
  const made = await scene.calls("configure_connection", {
    stack: "fastapi-sqlmodel",
    runtime: "serverless",
    instances: 40,
  });
  const files = made.structured["files"] as { path: string; content: string }[];
  const code = files.map(({ content }) => content).join("\n");
  expect(code).toContain('os.environ["DATABASE_URL"]');
  expect(code).toContain("pool_pre_ping=True");
  expect(code, "no credential in code").not.toMatch(/postgres(?:ql)?:\/\/\w+:[^@\s]+@/);
  expect(made.structured["addresses"]).toEqual(
    expect.arrayContaining([
      {
        for: "migrations, pg_dump and pg_restore",
        kind: "direct",
        variable: "DATABASE_URL_UNPOOLED",
      },
    ]),
  );
  expect(made.structured["pool"]).toMatchObject({ size: 1 });
});

test("We need to add a due_date column to the tasks table", async () => {
  const asked: string[] = [];
  await using scene = await on.scene(
    persona,
    "We need to add a due_date column to the tasks table",
    {
      given: tasks,
      answer: (message) => {
        asked.push(message);
        return { action: "accept", content: { confirm: true } };
      },
    },
  );
  const plan = await scene.calls("plan_migration", {
    name: "due date",
    sql: `alter table tasks add column due_date timestamptz;
      create index on tasks (due_date) where due_date is not null`,
    old_statements: ["insert into tasks (user_id, title) values ($1, $2)"],
  });
  const { plan_id } = plan.structured;
  const early = await scene.isRefused("apply_migration", { plan_id });
  expect(early.text).toMatch(/^NOT_REHEARSED/);
  const rehearsed = await scene.follows(early);
  expect(rehearsed.structured).toMatchObject({
    passed: true,
    rollback: { catalog_equal: true, rows_equal: true },
    old_application: [{ ok: true }],
  });

  const applied = await scene.calls("apply_migration", { plan_id });
  expect(asked).toEqual([expect.stringMatching(/Apply phase expand of plan `due date`/)]);
  expect(applied.structured["remaining"]).toEqual([]);
  await scene.finds("update tasks set due_date = now() where title = 'task 1'");
  const back = await scene.follows(applied);
  expect(back.structured).toMatchObject({ catalog_equal: true, remaining: [] });
  expect(asked).toHaveLength(2);
  expect(await scene.finds("select count(*)::int, min(title) from tasks")).toEqual([
    { count: 20_000, min: "task 1" },
  ]);
});

test("How do I ensure users can only see their own data?", async () => {
  const password = randomUUID();
  await using scene = await on.scene(
    persona,
    "How do I ensure users can only see their own data?",
    {
      given: `${tasks}
        create role todo_app login password '${password}';
        grant select, insert, update, delete on tasks to todo_app`,
    },
  );
  const intent = {
    context: { kind: "setting", name: "app.user_id", type: "uuid" },
    application_role: "todo_app",
    tables: [
      {
        table: "tasks",
        owner: "user_id",
        allow: { select: "owner", insert: "owner", update: "owner", delete: "owner" },
      },
    ],
  };
  const everything = "select count(distinct user_id)::int as users from tasks";
  expect(await scene.findsAs("todo_app", password, [everything])).toEqual([{ users: 200 }]);

  const made = await scene.calls("generate_rls", { intent });
  expect(made.structured["proof"]).toMatchObject({ passed: true });
  const { sql } = made.structured;
  const plan = await scene.calls("plan_migration", { name: "own tasks", sql });
  await scene.follows(plan);
  const { plan_id } = plan.structured;
  await scene.confirms("apply_migration", { plan_id, through: "contract", backup: "none" });

  const [me] = await scene.finds<{ id: string }>("select id from users order by id limit 1");
  const asMe = `select set_config('app.user_id', '${me?.id}', true)`;
  expect(await scene.findsAs("todo_app", password, [everything])).toEqual([{ users: 0 }]);
  expect(
    await scene.findsAs("todo_app", password, [
      asMe,
      `select count(*)::int, bool_and(user_id = '${me?.id}') as mine from tasks`,
    ]),
  ).toEqual([{ count: 100, mine: true }]);
  await expect(
    scene.findsAs("todo_app", password, [
      asMe,
      "insert into tasks (user_id, title) select id, 'of another' from (select gen_random_uuid() as id) as another",
    ]),
  ).rejects.toMatchObject({ code: "42501" });
  const proof = await scene.calls("prove_rls", { intent });
  expect(proof.structured).toMatchObject({ passed: true, failed: [] });
});
