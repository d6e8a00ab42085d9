import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stage, stage, still } from "./stage.ts";

const persona = "neon-postgres-manager";
let on: Stage;
beforeAll(async () => {
  on = await stage();
});
afterAll(() => on[Symbol.asyncDispose]());

interface Phase {
  readonly name: string;
  readonly old_application: string;
}
const phasesOf = (structured: Record<string, unknown>): string[] =>
  (structured["phases"] as Phase[]).map(({ name }) => name);

test("Add tables for sessions and refresh tokens; make it safe to migrate without downtime.", async () => {
  await using scene = await on.scene(
    persona,
    "Add tables for sessions and refresh tokens; make it safe to migrate without downtime.",
    {
      given: `
        create table users (id uuid primary key default gen_random_uuid(), email text not null unique);
        insert into users (email) select i || '@example.com' from generate_series(1, 20) i`,
    },
  );
  await scene.calls("describe_database", { detail: "full" });
  const users = {
    name: "users",
    attributes: [{ name: "email", type: "text", unique: true, pii: true }],
  };
  const auth = ["sessions", "refresh_tokens"];
  // what is there is referred to, not made again: the refusal says so
  const refused = await scene.isRefused("design_schema", { model: { entities: [users], auth } });
  expect(refused.text).toMatch(/^INVALID_INPUT: .*\nNext: Write `exists: true`/);
  const design = await scene.calls("design_schema", {
    model: { entities: [{ ...users, exists: true }], auth },
  });
  const ddl = String(design.structured["ddl"]);
  expect(ddl, "digests, never tokens").not.toMatch(/^ +(?:access_|refresh_)?token (?:text|bytea)/m);
  expect(ddl).not.toMatch(/create table (?:public\.)?users\b/i);

  const plan = await scene.calls("plan_migration", {
    name: "sign-in",
    sql: ddl,
    old_statements: [
      "insert into users (email) values ($1) returning id",
      "delete from users where id = $1",
    ],
  });
  const { plan_id } = plan.structured;
  const rehearsed = await scene.calls("rehearse_migration", {
    plan_id,
    on: "branch",
    traffic: true,
  });
  expect(rehearsed.structured).toMatchObject({
    passed: true,
    traffic: { lost: 0 },
    rollback: { catalog_equal: true, rows_equal: true },
  });
  await scene.confirms("apply_migration", { plan_id, through: "contract" });

  const token = randomBytes(32);
  const digest = createHash("sha256").update(token).digest();
  await scene.finds(
    "insert into sessions (user_id, token_digest, expires_at) select id, $1, now() + interval '1 hour' from users limit 1",
    [digest],
  );
  expect(await scene.finds("select find_session($1) is not null as signed_in", [digest])).toEqual([
    { signed_in: true },
  ]);
  await expect(
    scene.finds(
      "insert into sessions (user_id, token_digest, expires_at) select id, $1, now() + interval '1 hour' from users limit 1",
      [Buffer.from("a token as it is")],
    ),
  ).rejects.toMatchObject({ code: "23514" });
  await scene.finds(
    "update sessions set created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'",
  );
  expect(await scene.finds("select find_session($1) as signed_in", [digest])).toEqual([
    { signed_in: null },
  ]);
});

test("Our /todos list endpoint is slow; can you optimize the SQL and indexing on Neon Postgres?", async () => {
  await using scene = await on.scene(
    persona,
    "Our /todos list endpoint is slow; can you optimize the SQL and indexing on Neon Postgres?",
    {
      given: `
        create table todos (id int generated always as identity primary key, owner text not null, title text not null, done boolean not null default false, created_at timestamptz not null default now());
        ${still("todos")}
        insert into todos (owner, title, done, created_at)
          select 'user' || i % 100, 'todo ' || i, i % 2 = 0, now() - make_interval(mins => i) from generate_series(1, 20000) i;
        analyze todos`,
      era: "legacy",
    },
  );
  const sql =
    "select id, title, done from todos where owner = $1 order by created_at desc, id desc limit 50";
  for (let request = 0; request < 5; request++) await scene.finds(sql, ["user7"]);
  const slow = await scene.calls("find_slow_queries", { slo_ms: 0.1 });
  expect(slow.text).toContain("from todos where owner = $1");
  const index = "create index todos_of_owner on todos (owner, created_at desc, id desc)";
  const what = await scene.calls("explain_query", {
    sql,
    params: ["user7"],
    hypothetical_indexes: [index],
  });
  expect(what.structured["hypothetical"]).toMatchObject({ indexes_used: [expect.anything()] });

  const plan = await scene.calls("plan_migration", {
    name: "todos of an owner",
    sql: index,
    old_statements: [sql],
  });
  await scene.follows(plan);
  const { plan_id } = plan.structured;
  const applied = await scene.confirms("apply_migration", { plan_id, backup: "none" });
  expect(applied.structured["verification"]).toMatchObject([{ passed: true }]);
  const after = await scene.calls("explain_query", { sql, params: ["user7"], analyze: true });
  expect(after.text).toContain("todos_of_owner");
  expect(after.text).not.toContain("Seq Scan");
  const back = await scene.agrees(applied);
  expect(back.structured).toMatchObject({ catalog_equal: true });
});

test("Change user_id from int to uuid without breaking existing traffic.", async () => {
  await using scene = await on.scene(
    persona,
    "Change user_id from int to uuid without breaking existing traffic.",
    {
      given: `
        create table users (id int generated always as identity primary key, email text not null unique);
        create table todos (id int generated always as identity primary key, user_id int not null references users, title text not null);
        create index on todos (user_id);
        insert into users (email) select i || '@example.com' from generate_series(1, 50) i;
        insert into todos (user_id, title) select 1 + i % 50, 'todo ' || i from generate_series(1, 1000) i;
        analyze`,
    },
  );
  const naive = await scene.isRefused("plan_migration", {
    name: "user_id",
    sql: "alter table todos alter column user_id type uuid",
  });
  expect(naive.text).toContain("alter the type of the key alone");
  const plan = await scene.calls("plan_migration", {
    name: "user_id",
    sql: "alter table users alter column id type uuid",
    old_statements: [
      "select id, title from todos where user_id = $1",
      "insert into todos (user_id, title) values ($1, $2)",
      "insert into users (email) values ($1) returning id",
    ],
  });
  expect(phasesOf(plan.structured)).toEqual(["expand", "backfill", "verify", "switch", "contract"]);
  const { plan_id } = plan.structured;
  const rehearsed = await scene.calls("rehearse_migration", {
    plan_id,
    on: "branch",
    traffic: true,
  });
  expect(rehearsed.structured).toMatchObject({ passed: true, traffic: { lost: 0 } });

  const owners =
    "select count(*)::int from todos join users on users.id = todos.user_id where users.email = '1@example.com'";
  expect(await scene.finds(owners)).toEqual([{ count: 20 }]);
  const expanded = await scene.confirms("apply_migration", {
    plan_id,
    through: "backfill",
    backup: "none",
  });
  expect(expanded.text).toContain("Next is phase verify");
  // the old application goes on
  await scene.finds("insert into todos (user_id, title) values (2, 'of the old application')");
  await scene.confirms("apply_migration", { plan_id, through: "verify", backup: "none" });
  const switched = await scene.confirms("apply_migration", {
    plan_id,
    through: "switch",
    backup: "none",
  });
  expect(switched.structured["verification"]).not.toContainEqual(
    expect.objectContaining({ passed: false }),
  );
  const done = await scene.confirms("apply_migration", { plan_id, backup: "none" });
  expect(done.structured["remaining"]).toEqual([]);

  expect(await scene.finds(owners)).toEqual([{ count: 20 }]);
  expect(
    await scene.finds(`
      select format_type(atttypid, null) as type, contype, convalidated
      from pg_attribute a join pg_constraint c on c.conrelid = a.attrelid and c.conkey = array[a.attnum] and contype = 'f'
      where attrelid = 'todos'::regclass and attname = 'user_id'`),
  ).toEqual([{ type: "uuid", contype: "f", convalidated: true }]);
  expect(
    await scene.finds("select count(*)::int from todos join users on users.id = user_id"),
  ).toEqual([{ count: 1001 }]);
  await expect(
    scene.finds("insert into todos (user_id, title) values (gen_random_uuid(), 'of nobody')"),
  ).rejects.toMatchObject({ code: "23503" });
});

test("a change of its own is refused on the guarded branch, and the refusal leads to a place for it", async () => {
  await using scene = await on.scene(persona, "Remove the duplicates among our users.", {
    given: `
      create table users (id int generated always as identity primary key, email text not null);
      insert into users (email) values ('a@example.com'), ('A@example.com'), ('b@example.com')`,
  });
  const found = await scene.calls("check_integrity");
  expect(found.text).toMatch(/email/);
  const sql =
    "delete from users a using users b where lower(a.email) = lower(b.email) and a.id > b.id";
  const refused = await scene.isRefused("run_sql", { sql, mode: "write" });
  expect(refused.text).toMatch(/^GUARDED_BRANCH/);
  const { structured } = await scene.follows(refused);
  const { name: branch } = structured["branch"] as { name: string };
  const target = { branch, database: scene.database };
  await scene.calls("run_sql", { sql, mode: "write", target });
  const left = await scene.calls("check_integrity", { target });
  expect(left.structured["findings"]).toEqual([]);
  expect(await scene.finds("select count(*)::int from users")).toEqual([{ count: 3 }]);
});
