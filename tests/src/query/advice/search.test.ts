import { afterAll, beforeAll, expect, test } from "vitest";
import type { Twin } from "../../../../src/core/twin.ts";
import { advise } from "../../../../src/query/advice/advise.ts";
import { btree } from "../../../../src/query/advice/candidates/definition.ts";
import { readyToExplain } from "../../../../src/query/advice/explain-plan.ts";
import { attributesOf } from "../../../../src/query/advice/make-candidates.ts";
import { Objective } from "../../../../src/query/advice/objective.ts";
import { prepare } from "../../../../src/query/advice/prepare.ts";
import { readWorkload } from "../../../../src/query/advice/read-workload.ts";
import { extend, type Attributes } from "../../../../src/query/advice/search/extend.ts";
import { WhatIf } from "../../../../src/query/advice/what-if.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { twinHome } from "../../twin/fixture.ts";
import { shop } from "./shop.ts";

const home = twinHome();
const { signal } = new AbortController();
let database: TestDatabase;
let twin: Twin;
let open: (budgetBytes: number) => Objective;
let attributes: readonly Attributes[];

const workload = [
  { sql: "select total from orders where customer_id = 7 and created_at > '2024-06-01'" },
  { sql: "select sum(price) from items where product_id = 9", weight: 2 },
  { sql: "select id from orders where note = $1", weight: 3 },
  {
    sql: "select c.name from customers c join orders o on o.customer_id = c.id where c.region = 'r3' and o.total > 990",
  },
];

beforeAll(async () => {
  database = await testDatabase(shop);
  await database.runAsSuperuser("vacuum analyze");
  twin = await home.deps(database.url).twin({ signal });
  await readyToExplain(twin.session);
  const read = await readWorkload(twin.session, (await prepare(workload)).queries, () => {});
  attributes = attributesOf(read.uses.flat());
  open = (budgetBytes) =>
    new Objective(new WhatIf(twin, read.subjects, () => false), read.writes, {
      budgetBytes,
      maxIndexes: Number.POSITIVE_INFINITY,
    });
});
afterAll(async () => {
  await twin?.[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

/** Every subset of the one-column indexes that fits. */
async function bestOfAll(within: Objective): Promise<number> {
  const definitions = attributes.flatMap(({ table, keys }) =>
    keys.map((key) => btree(table, [key])),
  );
  const made = (await within.whatIf.create(definitions)).flatMap((one) => one ?? []);
  expect(made.length).toBeGreaterThan(5);
  let best = Number.POSITIVE_INFINITY;
  for (let subset = 0; subset < 2 ** made.length; subset++) {
    const ids = new Set(made.filter((_, at) => (subset >> at) & 1).map(({ id }) => id));
    if (within.fits(ids)) best = Math.min(best, await within.total(ids));
  }
  return best;
}

test.each([0.5, 1.5, 4, 20])(
  "at %d MB as good as the best of all subsets, and as Extend",
  async (mb) => {
    const within = open(mb * 1024 * 1024);
    const optimum = await bestOfAll(within);
    const textbook = await within.total(await extend(within, attributes, 2));
    await within.whatIf.clear();
    const advice = await advise(
      twin,
      workload,
      { budgetBytes: within.budgetBytes },
      { signal, progress: () => {} },
    );
    // an index that hardly does anything is left out, hence a thousandth
    expect(advice.costAfter).toBeLessThanOrEqual(optimum * 1.001);
    expect(advice.costAfter).toBeLessThanOrEqual(textbook * 1.001);
  },
);

test("the planner is not asked again what it has answered by implication", async () => {
  const { whatIf } = open(Number.POSITIVE_INFINITY);
  const [note] = await whatIf.create(
    attributes.flatMap(({ table, keys }) =>
      keys.filter(({ text }) => text === "note").map((key) => btree(table, [key])),
    ),
  );
  const id = note?.id ?? -1;
  const all = new Set(whatIf.candidates.map((candidate) => candidate.id));
  const chosen = await whatIf.ask(2, all);
  expect(chosen.used).toEqual([id]);
  const { calls } = whatIf;
  expect((await whatIf.ask(2, new Set([id]))).cost).toBe(chosen.cost);
  expect(whatIf.calls).toBe(calls);
});
