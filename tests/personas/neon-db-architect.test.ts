import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stage, stage } from "./stage.ts";

const persona = "neon-db-architect";
let on: Stage;
beforeAll(async () => {
  on = await stage();
});
afterAll(() => on[Symbol.asyncDispose]());

const tasks = `
  create table users (id uuid primary key default gen_random_uuid(), email text not null unique);
  create table tasks (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users,
    title text not null,
    completed boolean not null default false);
  create index on tasks (user_id);
  insert into users (email) select 'person' || i || '@example.com' from generate_series(1, 50) i;
  insert into tasks (user_id, title, completed)
    select ids[1 + i % 49], 'task ' || i, i % 3 = 0
    from generate_series(1, 2000) i, (select array_agg(id order by email) as ids from users) u;
  analyze`;

test("I need to add a task priority feature with high, medium, and low priorities", async () => {
  await using scene = await on.scene(
    persona,
    "I need to add a task priority feature with high, medium, and low priorities",
    { given: tasks },
  );
  await scene.calls("describe_database", { search: "tasks" });
  const plan = await scene.calls("plan_migration", {
    name: "task priorities",
    sql: "alter table tasks add column priority text not null default 'medium' check (priority in ('high', 'medium', 'low'))",
    old_statements: [
      "insert into tasks (user_id, title) values ($1, $2)",
      "select id, title, completed from tasks where user_id = $1",
    ],
  });
  const { plan_id } = plan.structured;
  const rehearsed = await scene.calls("rehearse_migration", { plan_id, on: "branch" });
  expect(rehearsed.structured).toMatchObject({ passed: true, rollback: { catalog_equal: true } });
  const old = rehearsed.structured["old_application"] as { ok: boolean }[];
  expect(old.length).toBeGreaterThan(0);
  expect(old.every(({ ok }) => ok)).toBe(true);
  const exported = await scene.calls("export_migration", { plan_id, format: "alembic" });
  expect(exported.text).toMatch(/def upgrade\(\)[^]*def downgrade\(\)/);
  // it hands over: nothing has changed where the application is
  expect(
    await scene.finds(
      "select 1 from pg_attribute where attrelid = 'tasks'::regclass and attname = 'priority'",
    ),
  ).toEqual([]);
});

test("I've added an endpoint to fetch all tasks for a user with their completion statistics", async () => {
  await using scene = await on.scene(
    persona,
    "I've added an endpoint to fetch all tasks for a user with their completion statistics",
    { given: tasks },
  );
  // subqueries that read the whole table are slower than a join on any machine
  await scene.finds("drop index tasks_user_id_idx");
  const users = await scene.finds<{ id: string }>("select id from users");
  const one =
    "select count(*) filter (where completed) as done, count(*) as all from tasks where user_id = $1";
  await scene.finds("select id, email from users order by email");
  for (const { id } of users) await scene.finds(one, [id]);
  const slow = await scene.calls("find_slow_queries");
  expect(slow.structured["n_plus_one"]).toMatchObject([{ calls: 50 }]);

  const original = `
    select u.id, (select count(*) from tasks t where t.user_id = u.id and t.completed) as done,
      (select count(*) from tasks t where t.user_id = u.id) as total from users u`;
  const inner = `
    select u.id, count(*) filter (where t.completed) as done, count(*) as total
    from users u join tasks t on t.user_id = u.id group by u.id`;
  const wrong = await scene.calls("compare_queries", { original, rewritten: inner });
  expect(wrong.structured).toMatchObject({ verdict: "different" });
  const left = inner
    .replace("join", "left join")
    .replace("count(*) as total", "count(t.id) as total");
  const right = await scene.calls("compare_queries", { original, rewritten: left });
  expect(right.structured["verdict"]).toMatch(/^same on this data/);
  expect(right.structured["speedup"]).toBeGreaterThan(1);
});

test("Let's set up the database connection for our Todo app", async () => {
  await using scene = await on.scene(
    persona,
    "Let's set up the database connection for our Todo app",
    {
      era: "legacy",
    },
  );
  const made = await scene.calls("configure_connection", { stack: "node-postgres", instances: 2 });
  const files = made.structured["files"] as { path: string; content: string }[];
  expect(files.map(({ path }) => path)).toContain(".env.example");
  const code = files.map(({ content }) => content).join("\n");
  expect(code).not.toMatch(/postgres(?:ql)?:\/\/\w+:[^@\s]+@/);
  expect(code).not.toContain("pgbouncer=true");
  expect(made.structured["addresses"]).toContainEqual(
    expect.objectContaining({ kind: "pooled", variable: "DATABASE_URL" }),
  );
});

test("I'm getting a foreign key constraint violation when trying to delete a user", async () => {
  await using scene = await on.scene(
    persona,
    "I'm getting a foreign key constraint violation when trying to delete a user",
    { given: tasks },
  );
  const remove = "delete from users where email = 'person1@example.com'";
  const error = await scene.finds(remove).then(String, ({ message }: Error) => message);
  const explained = await scene.calls("explain_delete", {
    table: "users",
    where: "email = $1",
    params: ["person1@example.com"],
  });
  expect(error).toContain("tasks_user_id_fkey");
  expect(explained.text).toContain("tasks_user_id_fkey");
  const strategies = explained.structured["strategies"] as { name: string; sql: string }[];
  const chosen = strategies.find(({ name }) => name === "cascade");
  expect(strategies.length).toBeGreaterThan(2);

  // on the default branch it is refused, and the refusal leads to a branch
  const refused = await scene.isRefused("run_sql", { sql: chosen?.sql, mode: "write" });
  const { structured } = await scene.follows(refused);
  const { name: branch } = structured["branch"] as { name: string };
  const target = { branch, database: scene.database };
  await scene.confirms("run_sql", { sql: chosen?.sql, mode: "write", target });
  const left = await scene.calls("run_sql", {
    sql: "select count(*)::int from users where email = 'person1@example.com'",
    target,
  });
  expect(left.structured["results"]).toMatchObject([{ rows: [[0]] }]);
  await scene.calls("delete_branch", { branch });
  expect(await scene.finds("select count(*)::int from users")).toEqual([{ count: 50 }]);
});
