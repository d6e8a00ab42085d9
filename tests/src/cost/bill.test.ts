import fc from "fast-check";
import { expect, test } from "vitest";
import { bill } from "../../../src/cost/bill.ts";
import { dollars } from "../../../src/cost/money.ts";
import { metrics, NOTHING, type Usage, usageOf } from "../../../src/cost/usage.ts";
import { usageFrom, type Workload } from "../../../src/cost/workload.ts";
import { PLANS, type PlanName } from "../../../src/core/neon-facts.ts";

const none = {
  computeUnitSeconds: 0,
  rootByteHours: 0,
  childByteHours: 0,
  historyByteHours: 0,
  publicBytes: 0,
  privateBytes: 0,
};
const total = (usage: Usage, plan: PlanName): number => dollars(bill(usage, plan).cents);

interface Example {
  readonly of: string;
  readonly workload: Workload;
  readonly total: number;
  /** How the total comes about, by hand. */
  readonly because: string;
}

const examples: readonly Example[] = [
  {
    of: "the plans page, Launch, example 1",
    workload: { plan: "launch", compute_hours: 10, cu: 1, storage_gb: 3, history_gb: 1 },
    total: 2.31,
    because: "10 x 0.106 = 1.06; (2 + 1) x 0.35 = 1.05; 1 x 0.20 = 0.20",
  },
  {
    of: "the plans page, Launch, example 2",
    workload: { plan: "launch", compute_hours: 120, cu: 1, storage_gb: 25, history_gb: 10 },
    total: 23.47,
    because: "120 x 0.106 = 12.72; 25 x 0.35 = 8.75; 10 x 0.20 = 2.00",
  },
  {
    of: "the plans page, Launch, example 3",
    workload: { plan: "launch", compute_hours: 125, cu: 2, storage_gb: 50, history_gb: 20 },
    total: 48,
    because: "250 x 0.106 = 26.50; 50 x 0.35 = 17.50; 20 x 0.20 = 4.00",
  },
  {
    of: "the plans page, Scale, example 1",
    workload: { plan: "scale", compute_hours: 425, cu: 4, storage_gb: 125, history_gb: 50 },
    total: 431.15,
    because: "1700 x 0.222 = 377.40; 125 x 0.35 = 43.75; 50 x 0.20 = 10.00",
  },
  {
    of: "the plans page, Scale, example 2",
    workload: { plan: "scale", compute_hours: 325, cu: 8, storage_gb: 190, history_gb: 75 },
    total: 658.7,
    because: "2600 x 0.222 = 577.20; 190 x 0.35 = 66.50; 75 x 0.20 = 15.00",
  },
  {
    of: "free within its allowances",
    workload: { plan: "free", compute_hours: 400, cu: 0.25, storage_gb: 1, egress_gb: 5 },
    total: 0,
    because: "100 CU-hours, 1 GB and 5 GB are included",
  },
  {
    of: "free beyond them, which stops and is not billed",
    workload: { plan: "free", compute_hours: 744, cu: 0.25, storage_gb: 4, history_gb: 3 },
    total: 0,
    because: "nothing has a price on Free",
  },
  {
    of: "the least compute, awake nine hours a day",
    workload: { plan: "launch", compute_hours: 270, cu: 0.25, storage_gb: 0 },
    total: 7.16,
    because: "67.5 CU-hours x 0.106 = 7.155: half a cent goes up (neon.com/faqs says $7.16)",
  },
  {
    of: "an autoscaling compute by its average size",
    workload: { plan: "scale", compute_hours: 300, cu: 1.37, storage_gb: 0 },
    total: 91.24,
    because: "411 CU-hours x 0.222 = 91.242",
  },
  {
    of: "always on",
    workload: { plan: "launch", compute_hours: 744, cu: 0.25, storage_gb: 0 },
    total: 19.72,
    because: "186 CU-hours x 0.106 = 19.716",
  },
  {
    of: "two extra branches for five hours each",
    workload: { plan: "launch", compute_hours: 0, cu: 0, storage_gb: 0, extra_branches: 10 / 744 },
    total: 0.02,
    because: "10 branch-hours / 744 x 1.50 = 0.02016 (the page's FAQ: ~$0.02)",
  },
  {
    of: "three extra branches all month",
    workload: { plan: "scale", compute_hours: 0, cu: 0, storage_gb: 0, extra_branches: 3 },
    total: 4.5,
    because: "3 x 1.50",
  },
  {
    of: "snapshots",
    workload: { plan: "launch", compute_hours: 0, cu: 0, storage_gb: 0, snapshot_gb: 12.5 },
    total: 1.13,
    because: "12.5 x 0.09 = 1.125: half a cent goes up",
  },
  {
    of: "transfer up to the allowance",
    workload: { plan: "launch", compute_hours: 0, cu: 0, storage_gb: 0, egress_gb: 500 },
    total: 0,
    because: "500 GB of a project are included",
  },
  {
    of: "transfer beyond the allowance",
    workload: { plan: "scale", compute_hours: 0, cu: 0, storage_gb: 0, egress_gb: 512.3 },
    total: 1.23,
    because: "12.3 x 0.10",
  },
  {
    of: "all of it",
    workload: {
      plan: "launch",
      compute_hours: 200,
      cu: 0.5,
      storage_gb: 12,
      history_gb: 3,
      snapshot_gb: 4,
      egress_gb: 600,
      extra_branches: 2,
    },
    total: 28.76,
    because: "10.60 + 4.20 + 0.60 + 0.36 + 10.00 + 3.00",
  },
];

test.each(examples)("$of: $because", ({ workload, total: expected }) => {
  expect(total(usageFrom(workload), workload.plan)).toBe(expected);
});

/** The examples of neon.com/docs/introduction/usage-calculations, in the API's own units. */
test.each([
  ["500000 CU-seconds on Scale", "scale", { computeUnitSeconds: 500_000 }, 30.83],
  ["2.5e12 byte-hours", "launch", { rootByteHours: 2_500_000_000_000 }, 1.18],
  ["2 GB for 31 days", "launch", { rootByteHours: 1_488_000_000_000 }, 0.7],
  ["12 children on Launch for a day", "launch", { childBranchHours: 288 }, 0.15],
  ["9 children on Launch for a day", "launch", { childBranchHours: 216 }, 0],
  ["12 children on Scale for a day", "scale", { childBranchHours: 288 }, 0],
] as const)("%s", (_, plan, used, expected) => {
  expect(total(usageOf({ ...none, ...used }, 24), plan)).toBe(expected);
});

test("branches are counted by the span: a quiet day does not make up for a full one", () => {
  const full = usageOf({ ...none, childBranchHours: 288 }, 24).branches;
  const quiet = usageOf({ ...none, childBranchHours: 0 }, 24).branches;
  // 72 branch-hours beyond the allowance / 744 x 1.50
  expect(total({ ...NOTHING, branches: [...full, ...quiet] }, "launch")).toBe(0.15);
});

const usages = fc.record({
  ...Object.fromEntries(metrics.map((metric) => [metric, fc.bigInt(0n, 10n ** 24n)])),
  branches: fc.array(
    fc.record({ childBranchHours: fc.bigInt(0n, 10n ** 12n), hours: fc.bigInt(1n, 10n ** 9n) }),
    { maxLength: 4 },
  ),
}) as unknown as fc.Arbitrary<Usage>;
const plans = fc.constantFrom(...(Object.keys(PLANS) as PlanName[]));

test("the total is the sum of the lines, as shown too", () => {
  fc.assert(
    fc.property(usages, plans, (usage, plan) => {
      const { lines, cents } = bill(usage, plan);
      expect(lines.reduce((sum, line) => sum + line.cents, 0n)).toBe(cents);
    }),
  );
});

test("more of anything never costs less", () => {
  fc.assert(
    fc.property(
      usages,
      plans,
      fc.constantFrom(...metrics),
      fc.bigInt(0n, 10n ** 20n),
      (usage, plan, metric, more) => {
        const larger = { ...usage, [metric]: usage[metric] + more };
        expect(bill(larger, plan).cents).toBeGreaterThanOrEqual(bill(usage, plan).cents);
      },
    ),
  );
});

test("free asks nothing, and scale never less than launch for the same children within launch's", () => {
  fc.assert(
    fc.property(usages, (given) => {
      const usage = { ...given, branches: [] };
      const [free, launch, scale] = (["free", "launch", "scale"] as const).map(
        (plan) => bill(usage, plan).cents,
      );
      expect(free).toBe(0n);
      expect(scale).toBeGreaterThanOrEqual(launch ?? 0n);
    }),
  );
});
