import { afterAll, beforeAll, expect, test } from "vitest";
import type { Plan } from "../../../../src/core/migration.ts";
import {
  planRegressions,
  type Regressions,
} from "../../../../src/migration/rehearse/regressions.ts";
import { planMigration } from "../../../../src/migration/plan/plan.ts";
import { rehearseMigration } from "../../../../src/migration/rehearse/rehearse.ts";
import { type LocalNeon, localNeon } from "../../../helpers/local-neon.ts";
import { serveNeon } from "../../../helpers/served.ts";
import { call } from "../plan/harness.ts";
import { planOf, step } from "../run/plans.ts";
import { phase } from "./harness.ts";

let neon: LocalNeon;
let server: ReturnType<typeof serveNeon>;
beforeAll(async () => {
  neon = await localNeon();
  server = serveNeon(neon, ["--access", "full"]);
  await using session = await server.config.deps.session({ intent: "write", signal: call.signal });
  for (const sql of [
    "create table public.tasks (id int primary key, team int not null, title text not null)",
    "create index tasks_team on public.tasks (team)",
    "insert into public.tasks select i, i % 500, 'task ' || i from generate_series(1, 50000) i",
    "analyze public.tasks",
  ])
    await session.query(sql);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await neon[Symbol.asyncDispose]();
});

const byTeam = "select title from public.tasks where team = $1";

async function compare(...sql: readonly string[]): Promise<Regressions> {
  await using twin = await server.config.deps.twin({ signal: call.signal });
  const steps = sql.map((text, at) => step(`contract.${at + 1}`, text));
  const plan: Plan = planOf([phase("contract", steps)]);
  return await planRegressions(plan, [byTeam, "select * from public.tasks where id = $1"], twin);
}

test("a statement that loses its index is a regression, and the twin is as it was", async () => {
  const { found, notes } = await compare("drop index concurrently public.tasks_team");
  expect(notes).toEqual([]);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    statement: byTeam,
    plan_before: expect.stringContaining("tasks_team"),
    plan_after: "Seq Scan tasks",
  });
  expect(found[0]?.cost_after).toBeGreaterThan((found[0]?.cost_before ?? 0) * 2);
  expect((await compare("alter table public.tasks add column note text")).found).toEqual([]);
});

test("an index that takes its place is seen, though nobody builds it", async () => {
  const { found } = await compare(
    "create index concurrently tasks_team_title on public.tasks (team, title)",
    "drop index concurrently public.tasks_team",
  );
  expect(found).toEqual([]);
});

test("a plan that drops the index of a top statement names it, and how the new plan reads", async () => {
  const { deps } = server.config;
  const plan = await planMigration(
    {
      name: "one index less",
      sql: "drop index public.tasks_team",
      hints: { renames: {}, using: {}, backfill: {} },
      oldStatements: [],
      lockTimeoutMs: 2_000,
      batchSize: 500,
    },
    deps,
    call,
  );
  const { passed, regressions } = await rehearseMigration(
    {
      plan_id: plan.plan_id,
      on: "shadow",
      rowsPerTable: 50,
      traffic: false,
      topStatements: async () => [byTeam, "select * from public.tasks where id = $1"],
    },
    deps,
    call,
  );
  expect(passed).toBe(true);
  expect(regressions).toMatchObject([{ statement: byTeam, plan_after: "Seq Scan tasks" }]);
});

test("what cannot be executed without rows is left out, and said", async () => {
  const { notes } = await compare("alter table public.tasks add column n int default 1 / 0");
  expect(notes).toEqual([
    "Plans after the migration were estimated without DDL that needs rows (1).",
  ]);
});
