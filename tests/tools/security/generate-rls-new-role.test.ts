import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, type Harness, harness } from "../branch/harness.ts";

const folder = mkdtempSync(join(tmpdir(), "neon-dba-new-role-"));
const env = join(folder, ".env");
const MINE = "11111111-1111-4111-8111-111111111111";
const OTHER = "22222222-2222-4222-8222-222222222222";
const intent = {
  context: { kind: "setting", name: "app.user_id", type: "uuid" },
  application_role: "app",
  tables: [
    {
      table: "tasks",
      owner: "user_id",
      allow: { select: "owner", insert: "owner", update: "owner", delete: "nobody" },
    },
  ],
};

let on: Harness;
beforeAll(async () => {
  on = await harness(["--toolsets", "all", "--access", "full", "--files", folder]);
  await on.done("run_sql", {
    sql: `create table tasks (id int primary key, user_id uuid not null, title text);
          insert into tasks values (1, '${MINE}', 'mine'), (2, '${OTHER}', 'not mine')`,
    mode: "write",
  });
});
afterAll(async () => {
  await on[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

interface Made {
  readonly plan_id: string;
  readonly phases: readonly { readonly steps: readonly { readonly sql: string }[] }[];
  readonly questions: readonly { readonly about: string; readonly hint: string }[];
  readonly findings: readonly { readonly rule: string; readonly message: string }[];
}
const plan = async (sql: unknown, more: object = {}): Promise<Answer & { made: Made }> => {
  const answer = await on.done("plan_migration", { name: "rows of their users", sql, ...more });
  return { ...answer, made: answer.structured as unknown as Made };
};
const stepsOf = ({ phases }: Made): string[] =>
  phases.flatMap(({ steps }) => steps.map(({ sql }) => sql));

/** By the URL that manage_role wrote, at the local Neon's address. */
async function asApplication(): Promise<pg.Client> {
  const [, text = ""] = /^APP_DATABASE_URL="(.+)"$/m.exec(readFileSync(env, "utf8")) ?? [];
  const url = new URL(text);
  const client = new pg.Client({
    host: "127.0.0.1",
    port: on.neon.port,
    database: url.pathname.slice(1),
    user: url.username,
    password: url.password,
    options: `endpoint=${url.hostname.split(".")[0]?.replace("-pooler", "")}`,
  });
  await client.connect();
  return client;
}

test("a role that is not there yet: generate_rls, manage_role, plan, rehearsal on a branch, apply", async () => {
  const generated = await on.done("generate_rls", { intent });
  expect(generated.structured["sql"]).toContain("CREATE ROLE app");
  const [, first = "{}"] = /before it call manage_role with (\{.*\})\./.exec(generated.text) ?? [];
  const asked = JSON.parse(first) as Record<string, unknown>;
  expect(asked).toMatchObject({ action: "create", name: "app", via: "sql", branch: "main" });
  expect(generated.text).toContain("call manage_role as role-missing says, plan_migration with");

  // The role of a shadow is none of the target.
  const early = await plan(generated.structured["sql"]);
  expect(early.made.phases).toEqual([]);
  expect(early.made.questions).toMatchObject([
    { about: "role app", hint: expect.stringContaining(first) },
  ]);

  const to = { file: env, variable: "APP_DATABASE_URL" };
  const created = await on.confirmed("manage_role", { ...asked, to });
  expect(created.isError, created.text).toBe(false);
  const { made, text } = await plan(generated.structured["sql"]);
  expect(made.questions, text).toEqual([]);
  expect(made.findings).toContainEqual(
    expect.objectContaining({ rule: "left-out", message: expect.stringContaining("`app`") }),
  );
  expect(stepsOf(made).join("\n")).not.toContain("CREATE ROLE");

  const id = { plan_id: made.plan_id };
  for (const where of ["shadow", "branch"]) {
    const rehearsed = await on.done("rehearse_migration", { ...id, on: where });
    expect(rehearsed.structured["passed"], rehearsed.text).toBe(true);
  }
  const applied = await on.confirmed("apply_migration", { ...id, through: "contract" });
  expect(applied.isError, applied.text).toBe(false);
  expect(applied.structured["remaining"]).toEqual([]);

  const client = await asApplication();
  try {
    await client.query("begin");
    await client.query("select set_config('app.user_id', $1, true)", [MINE]);
    expect((await client.query("select title from tasks")).rows).toEqual([{ title: "mine" }]);
  } finally {
    await client.end();
  }
});

test("roles that nothing was granted to yet: grants, default privileges, owners, policies", async () => {
  await on.done("run_sql", {
    sql: "create role reporter nologin; create role keeper nologin; grant keeper to current_user",
    mode: "write",
  });
  const sql = `
    create table notes (id int primary key);
    grant create on schema public to keeper;
    alter table notes owner to keeper;
    alter default privileges in schema public grant select on tables to reporter;
    create policy readers on tasks for select to reporter using (pg_has_role('reporter', 'member'))`;
  const { made, text } = await plan(sql, { old_statements: ["select title from tasks"] });
  expect(made.questions, text).toEqual([]);
  expect(stepsOf(made).join("\n")).toContain("to reporter");
  const id = { plan_id: made.plan_id };
  for (const where of ["shadow", "branch"]) {
    const rehearsed = await on.done("rehearse_migration", { ...id, on: where });
    expect(rehearsed.structured["passed"], rehearsed.text).toBe(true);
  }
  await on.done("export_migration", { ...id, format: "drizzle" });

  const nobody = await plan("grant select on tasks to nobody_of_that_name");
  expect(nobody.made).toMatchObject({
    phases: [],
    questions: [{ about: "role nobody_of_that_name" }],
  });
});
