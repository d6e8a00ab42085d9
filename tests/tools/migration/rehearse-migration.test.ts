import { afterAll, beforeAll, expect, test } from "vitest";
import type { Deps } from "../../../src/core/deps.ts";
import type { Plan } from "../../../src/core/migration.ts";
import { planMigration } from "../../../src/migration/plan/plan.ts";
import { rehearseMigration } from "../../../tools/migration/rehearse-migration.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { type LocalNeon, localNeon } from "../../helpers/local-neon.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { serve, serveNeon } from "../../helpers/served.ts";
import { readTargetCatalog } from "../../../src/migration/catalog.ts";
import { fingerprint } from "../../../src/postgres/catalog/fingerprint.ts";
import { call } from "../../src/migration/plan/harness.ts";
import { phase } from "../../src/migration/rehearse/harness.ts";
import { planOf, step } from "../../src/migration/run/plans.ts";

let neon: LocalNeon;
let server: ReturnType<typeof serveNeon>;
let plan: Plan;

const planOn = (deps: Deps, sql: string): Promise<Plan> =>
  planMigration(
    {
      name: "test",
      sql,
      hints: { renames: {}, using: {}, backfill: {} },
      oldStatements: ["insert into public.tasks (title) values ($1)"],
      lockTimeoutMs: 2_000,
      batchSize: 500,
    },
    deps,
    call,
  );

beforeAll(async () => {
  neon = await localNeon();
  server = serveNeon(neon, ["--access", "full"]);
  const { deps } = server.config;
  await using session = await deps.session({ intent: "write", signal: call.signal });
  await session.query(
    "create table public.tasks (id int generated always as identity primary key, title text not null)",
  );
  await session.query(
    "insert into public.tasks (title) select 'task ' || i from generate_series(1, 500) i",
  );
  plan = await planOn(deps, "alter table public.tasks alter column id type bigint");
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await neon[Symbol.asyncDispose]();
});

async function rehearse(args: Record<string, unknown>): Promise<{
  readonly text: string;
  readonly structured: Record<string, unknown>;
  readonly isError: boolean;
}> {
  await using client = await connect({ ...server.config, tools: [rehearseMigration] });
  const result = await client.callTool(
    { name: "rehearse_migration", arguments: args },
    { timeout: 120_000 },
  );
  return {
    text: textOf(result),
    structured: (result.structuredContent ?? {}) as Record<string, unknown>,
    isError: result.isError === true,
  };
}

const branchNames = async (): Promise<string[]> => {
  const projectId = (await neon.api.listProjects({})).data.projects[0]?.id ?? "";
  const { branches } = (await neon.api.listProjectBranches({ projectId })).data;
  return branches.map(({ name }) => name);
};

test("on a branch the real rows go there and back, and the branch is gone", async () => {
  const { text, structured, isError } = await rehearse({
    plan_id: plan.plan_id,
    on: "branch",
    traffic: true,
  });
  expect(isError, text).toBe(false);
  expect(structured).toMatchObject({
    passed: true,
    plan_id: plan.plan_id,
    target: { branch: "main", database: "neondb" },
    failures: [],
    fingerprint_before: plan.fingerprint,
    fingerprint_after: plan.fingerprint_after,
    branch: expect.stringMatching(/rehearsal/),
    rollback: { catalog_equal: true, rows_equal: true },
    traffic: { lost: 0 },
  });
  expect(text).toMatch(/^Passed on a branch \(measured, \d+ ms\): \d+ steps/);
  expect(text).toContain(`apply_migration with {"plan_id":"${plan.plan_id}"}`);
  expect(await branchNames()).toEqual(["main"]);
  expect(await server.config.deps.plans.proof(plan.plan_id)).toMatchObject({
    passed: true,
    on: "branch",
  });
});

test("on a shadow the text says what was done, with traffic", async () => {
  const { text, structured } = await rehearse({
    plan_id: plan.plan_id,
    on: "shadow",
    rows_per_table: 50,
    traffic: true,
  });
  expect(structured).toMatchObject({ passed: true, traffic: { lost: 0 } });
  expect(text).toMatch(/^Passed on a shadow with synthetic rows/);
  expect(text).toMatch(/Of \d+ writes under traffic 0 were lost/);
  expect(text).toMatch(/^expand\.1: \d+ ms, ACCESS EXCLUSIVE public\.tasks, blocked \d+ ms$/m);
  const proof = await server.config.deps.plans.proof(plan.plan_id);
  expect(proof, "apply_migration compares with it").toMatchObject({
    fingerprint_before: plan.fingerprint,
    fingerprint_after: plan.fingerprint_after,
  });
});

test("a rehearsal that fails says where, why and what to change", async () => {
  const { deps } = server.config;
  const [first, ...more] = plan.phases;
  const [step, ...steps] = first?.steps ?? [];
  if (first === undefined || step === undefined) throw new Error("the plan has no step");
  const locks = [{ relation: "public.tasks", mode: "SHARE", blocks: "writes" } as const];
  const wrong = {
    ...plan,
    plan_id: "wrong",
    phases: [{ ...first, steps: [{ ...step, locks }, ...steps] }, ...more],
  };
  await deps.plans.save(wrong);
  const { text, structured } = await rehearse({ plan_id: "wrong", on: "shadow" });
  expect(structured).toMatchObject({ passed: false, failures: [{ step: step.id }] });
  expect(text).toMatch(/^Failed on a shadow with synthetic rows \(measured\): 1 finding/);
  expect(text).toContain(
    `${step.id}: it takes ACCESS EXCLUSIVE on public.tasks, and the plan says SHARE`,
  );
  expect(text).toContain("rehearse the new plan");
});

test("a schema that is another one by now is no place to rehearse for", async () => {
  const { deps } = server.config;
  const late = await planOn(deps, "alter table public.tasks add column note text");
  await using session = await deps.session({ intent: "write", signal: call.signal });
  await session.query("alter table public.tasks add column other text");
  const { text, isError } = await rehearse({ plan_id: late.plan_id, on: "shadow" });
  expect(isError).toBe(true);
  expect(text).toMatch(/^DRIFT/);
  expect(text).toContain("table public.tasks columns.other");
  await session.query("alter table public.tasks drop column other");
});

test("cancelled, it leaves no branch", async () => {
  const control = new AbortController();
  const progress = (_: number, message: string): void => {
    if (message.startsWith("expand.1")) control.abort();
  };
  const input = rehearseMigration.input.parse({ plan_id: plan.plan_id, on: "branch" });
  const by = { ...call, signal: control.signal, progress };
  const cancelled = rehearseMigration.run(input, server.config.deps, by);
  await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
  expect(await branchNames()).toEqual(["main"]);
});

test("there is no such plan", async () => {
  expect((await rehearse({ plan_id: "none", on: "shadow" })).text).toMatch(/^NOT_FOUND/);
});

test("where there are no branches, the way on is named", async () => {
  await using database = await testDatabase("create table public.tasks (id int primary key)");
  await using only = serve(database.url);
  const { deps } = only.config;
  await using session = await deps.session({ intent: "read", signal: call.signal });
  const catalog = await readTargetCatalog(session);
  const sql = "alter table public.tasks add column note text";
  const phases = [phase("expand", [step("expand.1", sql)])];
  const { target } = session;
  const made = planOf(phases, { target, fingerprint: fingerprint(catalog) });
  await deps.plans.save(made);
  const input = rehearseMigration.input.parse({ plan_id: made.plan_id, on: "branch" });
  const refused = rehearseMigration.run(input, deps, call);
  await expect(refused).rejects.toMatchObject({
    code: "UNSUPPORTED",
    next: expect.stringContaining('`on` "shadow"'),
  });
});
