import type { Evidence } from "../core/finding.ts";
import type { Consumption, ConsumptionOf } from "../core/manage/consumption.ts";
import type { PlanName } from "../core/neon-facts.ts";
import { bill } from "./bill.ts";
import type { Month, ProjectFacts } from "./facts.ts";
import { add, NOTHING, times, type Usage, usageOf } from "./usage.ts";

/** What a project used and will have used at the month's end, at the same pace. */
export interface Quantities {
  readonly soFar: Usage;
  readonly month: Usage;
  /** When the month begins that these are of: later than the calendar's in a project that is younger. */
  readonly begin: number;
  /** Of the month, by the branch's id. */
  readonly branches: ReadonlyMap<string, Usage>;
  readonly evidence: Evidence;
  readonly assumptions: readonly string[];
}

const HOUR_MS = 3_600_000;

/** When a month began for a project: the calendar's first, or its own. */
export const beginOf = ({ month, project }: Pick<ProjectFacts, "month" | "project">): number =>
  Math.max(month.from.getTime(), Date.parse(project.createdAt));

/** From the consumption history: measured until now. */
export function measure(facts: ProjectFacts, history: readonly ConsumptionOf[]): Quantities {
  const { month } = facts;
  const begin = beginOf(facts);
  const [elapsed, whole] = [elapsedOf(month, begin), BigInt(month.to.getTime() - begin)];
  const toEnd = (usage: Usage): Usage => times(usage, whole, elapsed);
  const sum = (days: readonly ConsumptionOf[]): Usage =>
    days.map((day) => usageOf(day.used, hoursOf(day, month, begin))).reduce(add, NOTHING);
  const soFar = sum(history.filter(({ branch }) => branch === undefined));
  const ids = new Set(history.flatMap(({ branch }) => branch ?? []));
  const branches = Array.from(ids, (id): [string, Usage] => {
    const days = history.filter(({ branch }) => branch === id);
    return [id, { ...toEnd(sum(days)), branches: [] }];
  });
  return {
    soFar,
    month: toEnd(soFar),
    begin,
    branches: new Map(branches),
    evidence: "measured",
    assumptions: [paceSentence(month, elapsed)],
  };
}

export const elapsedOf = (month: Month, begin: number): bigint =>
  BigInt(Math.max(1, month.now.getTime() - begin));

export const paceSentence = (month: Month, elapsed: bigint): string =>
  `The rest of the month, until ${month.to.toISOString().slice(0, 10)}, goes on at the pace of ${span(Number(elapsed))}.`;

function span(ms: number): string {
  const hours = ms / HOUR_MS;
  if (hours < 1)
    return `the ${Math.max(1, Math.round(hours * 60))} minutes so far: ask again later`;
  return hours < 48
    ? `the ${Math.round(hours)} hours so far`
    : `the ${Math.round(hours / 24)} days so far`;
}

/** Hours of a day that are over and in which there was the project. */
function hoursOf({ from, to }: ConsumptionOf, month: Month, begin: number): number {
  const end = Math.min(Date.parse(to), month.now.getTime());
  const start = Math.max(Date.parse(from), begin);
  return Math.round((Math.max(0, end - start) / HOUR_MS) * 1000) / 1000;
}

/** More than the month before, in percent of its bill; none where that month is not known or cost nothing. */
export function growthOf(facts: ProjectFacts, month: Usage, plan: PlanName): number | undefined {
  const days = facts.before?.filter(({ branch }) => branch === undefined) ?? [];
  if (days.length === 0) return undefined;
  const used = days.map((day) => usageOf(day.used, 24)).reduce(add, NOTHING);
  const before = bill(used, plan).cents;
  if (before === 0n) return undefined;
  const percent = (Number(bill(month, plan).cents) / Number(before) - 1) * 100;
  return Math.max(0, Math.round(percent * 10) / 10);
}

export const noConsumption: Consumption = {
  computeUnitSeconds: 0,
  rootByteHours: 0,
  childByteHours: 0,
  historyByteHours: 0,
  publicBytes: 0,
  privateBytes: 0,
};
