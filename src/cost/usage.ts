import { BILLING } from "../core/neon-facts.ts";
import type { Consumption } from "../core/manage/consumption.ts";
import { divide, scaled } from "./money.ts";

/** What the API counts in; quantities here are millionths of it. */
export const DIGITS = 6;
export const ONE = 10n ** BigInt(DIGITS);

export const metrics = [
  "computeUnitSeconds",
  "rootByteHours",
  "childByteHours",
  "historyByteHours",
  "snapshotByteHours",
  "publicBytes",
  "privateBytes",
] as const;
export type Metric = (typeof metrics)[number];

/** A span in which a project's children are counted against the branches that its plan includes. */
export interface BranchSpan {
  readonly childBranchHours: bigint;
  readonly hours: bigint;
}

/** What a project uses in a month, in millionths of the API's units: exact, however it is added up. */
export type Usage = Readonly<Record<Metric, bigint>> & {
  readonly branches: readonly BranchSpan[];
};

/** The storage of a month is its average times the hours that Neon's months have. */
export const gbMonths = (gb: number): bigint =>
  scaled(gb, DIGITS) * BigInt(BILLING.bytesPerGb) * BigInt(BILLING.monthHours);

export const NOTHING: Usage = {
  computeUnitSeconds: 0n,
  rootByteHours: 0n,
  childByteHours: 0n,
  historyByteHours: 0n,
  snapshotByteHours: 0n,
  publicBytes: 0n,
  privateBytes: 0n,
  branches: [],
};

/** Of what was counted in `hours`. */
export function usageOf(used: Consumption, hours: number): Usage {
  const { childBranchHours = 0, snapshotByteHours = 0 } = used;
  const quantities = { ...used, snapshotByteHours };
  const counted = metrics.map((metric) => [metric, scaled(quantities[metric], DIGITS)]);
  const span = {
    childBranchHours: scaled(childBranchHours, DIGITS),
    hours: scaled(hours, DIGITS),
  };
  return { ...NOTHING, ...Object.fromEntries(counted), branches: [span] };
}

export const add = (a: Usage, b: Usage): Usage => ({
  ...eachMetric((metric) => a[metric] + b[metric]),
  branches: [...a.branches, ...b.branches],
});

/** So many times as much, as a fraction; there are as many branches, for so much longer. */
export const times = (usage: Usage, numerator: bigint, denominator: bigint): Usage => ({
  ...eachMetric((metric) => divide(usage[metric] * numerator, denominator)),
  branches: usage.branches.map(({ childBranchHours, hours }) => ({
    childBranchHours: divide(childBranchHours * numerator, denominator),
    hours: divide(hours * numerator, denominator),
  })),
});

/** After `months` in each of which everything but the number of branches grew by `percent`. */
export function grown(usage: Usage, percent: number, months: number): Usage {
  const before = 100n * ONE;
  const after = before + scaled(percent, DIGITS);
  const exponent = BigInt(months);
  const { branches } = usage;
  return { ...times(usage, after ** exponent, before ** exponent), branches };
}

function eachMetric(value: (metric: Metric) => bigint): Record<Metric, bigint> {
  return Object.fromEntries(metrics.map((metric) => [metric, value(metric)])) as Record<
    Metric,
    bigint
  >;
}
