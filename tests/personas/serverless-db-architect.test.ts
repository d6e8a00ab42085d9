import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stage, stage, still } from "./stage.ts";

const persona = "serverless-db-architect";
let on: Stage;
beforeAll(async () => {
  on = await stage();
});
afterAll(() => on[Symbol.asyncDispose]());

interface Found {
  readonly rule: string;
  readonly object: string;
}
const rulesOf = ({ structured }: { structured: Record<string, unknown> }): string[] =>
  (structured["findings"] as Found[]).map(({ rule, object }) => `${rule} ${object}`);

test("I've created a new User model with fields for email, name, and preferences. Here's the code...", async () => {
  await using scene = await on.scene(
    persona,
    "I've created a new User model with fields for email, name, and preferences. Here's the code...",
  );
  const written = `create table users (id serial primary key, email varchar(255), name text, preferences json, created_at timestamp default now())`;
  const reviewed = await scene.calls("review_schema", { ddl: written });
  expect(rulesOf(reviewed)).toEqual(
    expect.arrayContaining([
      "json-instead-of-jsonb public.users.preferences",
      "timestamp-without-zone public.users.created_at",
    ]),
  );
  const better = `
    create table users (
      id uuid primary key default gen_random_uuid(),
      email text not null,
      name text not null,
      preferences jsonb not null default '{}' check (jsonb_typeof(preferences) = 'object'),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now());
    create unique index users_email on users (lower(email))`;
  const again = await scene.calls("review_schema", { ddl: better });
  expect(
    (again.structured["findings"] as { level: string }[]).filter(({ level }) => level !== "info"),
  ).toEqual([]);

  const plan = await scene.calls("plan_migration", { name: "users", sql: better });
  expect((await scene.follows(plan)).structured["passed"]).toBe(true);
  expect(await scene.finds("select to_regclass('users')")).toEqual([{ to_regclass: null }]);
});

test("The dashboard is loading slowly when fetching user analytics", async () => {
  await using scene = await on.scene(
    persona,
    "The dashboard is loading slowly when fetching user analytics",
    {
      given: `
        create table events (id bigint generated always as identity primary key, user_id int not null, kind text not null, at timestamptz not null);
        ${still("events")}
        insert into events (user_id, kind, at)
          select i % 500, (array['view', 'click', 'buy'])[1 + i % 3], now() - make_interval(mins => i) from generate_series(1, 200000) i;
        analyze events`,
    },
  );
  const daily =
    "select date_trunc('day', at) as day, kind, count(*), count(distinct user_id) as users from events group by 1, 2 order by 1, 2";
  for (let request = 0; request < 8; request++) await scene.finds(daily);
  const slow = await scene.calls("find_slow_queries", { slo_ms: 5 });
  expect(slow.structured["caching"]).toMatchObject([{ kind: "materialized view" }]);
  const before = await scene.calls("explain_query", { sql: daily, analyze: true });
  // no index helps what reads everything, and the adviser says so
  const advice = await scene.calls("advise_indexes", { queries: [{ sql: daily }] });
  expect(advice.structured["create"]).toEqual([]);

  const view = `create materialized view daily_events as ${daily}; create unique index on daily_events (day, kind)`;
  const refused = await scene.isRefused("run_sql", { sql: view, mode: "write" });
  const created = await scene.follows(refused);
  const { name: branch } = created.structured["branch"] as { name: string };
  const target = { branch, database: scene.database };
  await scene.calls("run_sql", { sql: view, mode: "write", target });
  const rewritten = "select day, kind, count, users from daily_events order by 1, 2";
  const compared = await scene.calls("compare_queries", { original: daily, rewritten, target });
  expect(compared.structured["speedup"]).toBeGreaterThan(5);
  const after = await scene.calls("explain_query", { sql: rewritten, analyze: true, target });
  expect(after.structured["total_cost"]).toBeLessThan(Number(before.structured["total_cost"]) / 10);
  await scene.calls("delete_branch", { branch });
});

test("Set up the database tables for the blog feature", async () => {
  await using scene = await on.scene(persona, "Set up the database tables for the blog feature");
  const design = await scene.calls("design_schema", {
    model: {
      entities: [
        { name: "authors", attributes: [{ name: "name", type: "text" }], expected_rows: 100 },
        {
          name: "posts",
          attributes: [
            { name: "slug", type: "text", unique: true },
            { name: "title", type: "text" },
            { name: "body", type: "text" },
            { name: "state", type: "enum", values: ["draft", "published"] },
            { name: "published_at", type: "timestamptz", required: false },
          ],
          expected_rows: 50_000,
        },
        { name: "tags", attributes: [{ name: "name", type: "text", unique: true }] },
      ],
      relationships: [
        { from: "posts", to: "authors", kind: "many_to_one", on_delete: "restrict" },
        { from: "posts", to: "tags", kind: "many_to_many" },
      ],
      access_patterns: [
        {
          name: "front page",
          entity: "posts",
          equals: ["state"],
          sort: [{ by: "published_at", descending: true }],
          frequency: "high",
        },
      ],
    },
    models: ["drizzle"],
  });
  expect(design.structured).toMatchObject({
    proof: { executed: true, rolled_back: true, catalog_equal: true },
  });
  expect(
    (design.structured["decisions"] as { options: unknown[] }[])[0]?.options.length,
  ).toBeGreaterThan(1);
  const served = design.structured["indexes"] as { sql: string; serves: unknown }[];
  expect(served.map(({ sql }) => sql).join("\n")).toMatch(/ON public\.posts \(state, published_at/);

  const plan = await scene.calls("plan_migration", { name: "blog", sql: design.structured["ddl"] });
  expect((await scene.follows(plan)).structured["passed"]).toBe(true);
});

test("Getting intermittent connection timeouts in production", async () => {
  await using scene = await on.scene(
    persona,
    "Getting intermittent connection timeouts in production",
    { era: "legacy" },
  );
  const health = await scene.calls("check_health");
  expect(health.structured["verdicts"]).toContainEqual(
    expect.objectContaining({ area: "connections", verdict: "ok" }),
  );
  expect(health.text).toMatch(/compute: .*suspends after/);
  const crowded = { stack: "node-postgres", runtime: "serverless", instances: 300 };
  const many = await scene.calls("configure_connection", { ...crowded, concurrency: 40 });
  expect(rulesOf(many).join()).toContain("pooler-");
  const one = await scene.calls("configure_connection", crowded);
  expect(one.structured["pool"]).toMatchObject({ size: 1 });
  expect((one.structured["pool"] as { why: string }).why).toContain("max_connections");
});

test("a compute is not made larger without the user, and the refusal can be followed", async () => {
  await using scene = await on.scene(
    persona,
    "Our functions time out after nights without traffic.",
  );
  const asked = await scene.isRefused("configure_compute", {
    action: "resize",
    suspend_seconds: 3600,
  });
  expect(asked.text).toMatch(/^CONFIRMATION_REQUIRED/);
  await scene.confirms("configure_compute", { action: "resize", suspend_seconds: 3600 });
  const { data } = await on.neon.api.listProjects({});
  const { endpoints } = (await on.neon.api.listProjectEndpoints(data.projects[0]?.id ?? "")).data;
  expect(endpoints).toMatchObject([{ suspend_timeout_seconds: 3600 }]);
});
