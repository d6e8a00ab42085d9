import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Plan } from "../../../../src/core/migration.ts";
import { harness, type Harness } from "./harness.ts";
import { finish, killed, outcomeOf, type Outcome } from "./kill.ts";
import { everything } from "./plans.ts";

let on: Harness;
let before: Outcome;
let after: Outcome;
beforeAll(async () => {
  on = await harness();
  await on.plan(everything(100, 20));
  before = await outcomeOf(on);
  await on.apply({ through: "contract" });
  after = await outcomeOf(on);
  await on.rollback();
});
afterAll(() => on[Symbol.asyncDispose]());

const waits = `exists (select from pg_locks l join pg_database d on d.oid = l.database
  where not l.granted and l.relation = 'tasks'::regclass and d.datname = current_database())`;
const invalid = "exists (select from pg_index where not indisvalid)";
const batches = "(select count(*) > 0 from times where what = 'backfill.1' and tx > TX)";
/** Whoever is killed between two batches rests there until then. */
const resting = (plan: Plan): Plan => ({
  ...plan,
  phases: plan.phases.map((each) => ({
    ...each,
    steps: each.steps.map((step) =>
      step.batch === undefined ? step : { ...step, batch: { ...step.batch, pause_ms: 600_000 } },
    ),
  })),
});
/** Somebody who reads, for whom changes of the table wait. */
const reader = "begin; select from tasks limit 1";
/** Somebody who may see what was, for whom an index that is built is not valid yet. */
const snapshot = "begin isolation level repeatable read; select 1";

/** What is under way when the process is killed, by what others do that holds it up, and the next call. */
const moments = [
  ["in a transaction", "apply", reader, waits, "apply"],
  ["building an index", "apply", snapshot, invalid, "rollback"],
  ["between batches", "apply", "begin", batches, "apply"],
  ["between batches", "apply", "begin", batches, "rollback"],
  ["building an index anew", "rollback", snapshot, invalid, "apply"],
] as const;

/** `tests/bench/kill-migration.ts` tries hundreds of moments by chance. */
test.each(moments)(
  "killed %s (%s), then what is called for",
  async (_, action, held, when, then) => {
    const plan = await on.deps.plans.load("plan1");
    await finish(on, action === "apply" ? "rollback" : "apply");
    const tx = String(await on.one("select txid_current()"));
    const holder = new pg.Client({ connectionString: on.database.url });
    await holder.connect();
    await holder.query(held);
    const task = { url: on.database.url, plan: resting(plan), action };
    expect(await killed(task, () => on.until(`select ${when.replace("TX", tx)}`))).toBe(true);
    await holder.query("rollback");
    await holder.end();
    await finish(on, then);
    expect(await outcomeOf(on)).toEqual(then === "apply" ? after : before);
  },
);
