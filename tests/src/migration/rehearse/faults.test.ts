import { afterAll, beforeAll, expect, test } from "vitest";
import { note, schema } from "./fault.ts";
import { otherFaults } from "./faults.ts";
import { harness, phase, type Harness } from "./harness.ts";
import { lossyRollbacks } from "./lossy-rollbacks.ts";

const faults = [...lossyRollbacks, ...otherFaults];

let on: Harness;
beforeAll(async () => {
  on = await harness(schema);
});
afterAll(() => on[Symbol.asyncDispose]());

test.each(faults)("$name is found", async ({ name, phases, old = [], step: at, found }) => {
  const plan = await on.write(phases, {
    plan_id: `fault_${faults.findIndex((fault) => fault.name === name)}`,
    old_statements: [...old],
    ...(name.includes("another end") ? { fingerprint_after: "another" } : {}),
  });
  const { failures, passed } = await on.rehearse(plan, { rowsPerTable: 30 });
  expect(passed).toBe(false);
  expect((await on.deps.plans.proof(plan.plan_id))?.passed).toBe(false);
  expect(failures.map(({ what, quoted = "" }) => `${quoted}\n${what}`).join("\n")).toMatch(
    new RegExp(found.source, "m"),
  );
  expect(failures[0]?.step).toBe(at);
  expect(failures.length).toBe(1);
});

test("the same plan without a fault passes", async () => {
  const plan = await on.write(
    [
      phase("expand", [note], {
        verification: [
          { purpose: "it is there", sql: "select count(note) from public.tasks", expect: 0 },
        ],
      }),
      phase("verify", [], { old_application: "breaks" }),
    ],
    { plan_id: "right", old_statements: ["select id from public.tasks where state = $1"] },
  );
  const { failures } = await on.rehearse(plan, { rowsPerTable: 30 });
  expect(failures).toEqual([]);
});
