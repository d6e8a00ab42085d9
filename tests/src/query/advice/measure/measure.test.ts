import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../../../../src/config.ts";
import { Redactor } from "../../../../../src/core/redact.ts";
import type { Call } from "../../../../../src/core/tool.ts";
import { openDeps, type OpenDeps } from "../../../../../src/deps/open-deps.ts";
import { measureOnBranch } from "../../../../../src/query/advice/measure/measure.ts";
import { explainable } from "../../../../../src/query/explainable.ts";
import { localNeon, type LocalNeon } from "../../../../helpers/local-neon.ts";
import { memoryPlans } from "../../../../helpers/deps.ts";

let neon: LocalNeon;
let deps: OpenDeps;
const open = (access: string): OpenDeps =>
  openDeps(
    readConfig(["--access", access], { NEON_DBA_HOME: neon.home }),
    new Redactor(),
    () => {},
    memoryPlans(),
  );

beforeAll(async () => {
  neon = await localNeon();
  const owner = open("full");
  {
    await using session = await owner.session({
      intent: "write",
      signal: new AbortController().signal,
    });
    for (const sql of [
      "create table tasks (id int primary key, org_id int not null, state text not null, title text)",
      "insert into tasks select i, i % 5000, case when i % 100 = 0 then 'open' else 'done' end, repeat('x', 100) from generate_series(1, 200000) i",
      "vacuum analyze tasks",
    ])
      await session.query(sql);
  }
  await owner.close();
  deps = open("guarded");
});
afterAll(async () => {
  await deps.close();
  await neon[Symbol.asyncDispose]();
});

const call = (signal = new AbortController().signal, steps: string[] = []): Call => ({
  signal,
  progress: (_, message) => void steps.push(message),
  confirm: async () => {},
});

const branches = async (): Promise<string[]> =>
  (await (await deps.neon("read")).branches(undefined, new AbortController().signal)).map(
    ({ name }) => name,
  );

const index = "create index concurrently tasks_org on public.tasks (org_id)";
const queriesOf = async (...texts: readonly string[]) =>
  Promise.all(texts.map(async (sql, query) => ({ query, given: await explainable(sql) })));

test("indexes are built on a branch that goes, and make what they serve faster", async () => {
  const steps: string[] = [];
  const { measured, bytes, unmeasured } = await measureOnBranch(
    {
      target: undefined,
      indexes: [index],
      queries: await queriesOf(
        "select title from tasks where org_id = $1 limit $2",
        "update tasks set title = 'y' where org_id = 77",
        "select count(*) from tasks where id = any ($1)",
        "select length($1)",
      ),
    },
    deps,
    call(undefined, steps),
  );
  expect(measured.map(({ query }) => query)).toEqual([0, 1, 2]);
  const [, update] = measured;
  expect(update?.after_ms).toBeLessThan((update?.before_ms ?? 0) / 3);
  expect(unmeasured).toEqual([{ query: 3, reason: "no values could be found for its parameters" }]);
  expect(bytes[0]).toBeGreaterThan(1_000_000);
  expect(steps).toContain("Building index 1 of 1");
  expect(await branches()).toEqual(["main"]);
  await using session = await deps.session({ intent: "read", signal: call().signal });
  const [kept] = await session.query(
    "select count(*) filter (where title = 'y') as changed, to_regclass('tasks_org') as built from tasks",
  );
  expect(kept).toEqual({ changed: 0, built: null });
});

test("a statement that fails is told, and the others are measured", async () => {
  const queries = await queriesOf("select 1 / (id - id) from tasks", "select 1");
  const result = await measureOnBranch(
    { target: undefined, indexes: [index], queries },
    deps,
    call(),
  );
  expect(result.measured).toMatchObject([{ query: 1 }]);
  expect(result.unmeasured).toEqual([
    { query: 0, reason: "Postgres refused it: division by zero" },
  ]);
});

test("an index that cannot be built leaves no branch", async () => {
  const indexes = ["create index concurrently on public.tasks (nothing)"];
  const failing = measureOnBranch({ target: undefined, indexes, queries: [] }, deps, call());
  await expect(failing).rejects.toMatchObject({ sqlstate: "42703" });
  expect(await branches()).toEqual(["main"]);
});

test("a cancelled measurement leaves no branch", async () => {
  const stop = new AbortController();
  const slow = {
    ...call(stop.signal),
    progress: (_: number, message: string) => {
      if (message.startsWith("Running")) setTimeout(() => stop.abort(), 50);
    },
  };
  const queries = await queriesOf("select count(*) from tasks a, tasks b where a.id <> b.id");
  const stopped = measureOnBranch({ target: undefined, indexes: [index], queries }, deps, slow);
  await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
  expect(await branches()).toEqual(["main"]);
});

test("where nothing may be changed nothing is branched", async () => {
  const reader = open("read");
  const queries = await queriesOf("select 1");
  await expect(
    measureOnBranch({ target: undefined, indexes: [index], queries }, reader, call()),
  ).rejects.toMatchObject({ code: "READ_ONLY" });
  await reader.close();
});
