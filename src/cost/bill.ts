import { BILLING, PLANS, type PlanName } from "../core/neon-facts.ts";
import { divide, scaled } from "./money.ts";
import { ONE, type Usage } from "./usage.ts";

/** A line as an invoice has it. `quantity` is what is paid for, `included` what the plan gives before. */
export interface Line {
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  /** USD for one. */
  readonly price: number;
  readonly included?: number;
  readonly cents: bigint;
}

export interface Bill {
  readonly plan: PlanName;
  readonly lines: readonly Line[];
  /** The sum of the lines, each of which is rounded to the cent. */
  readonly cents: bigint;
}

const HOUR = 3600n;
const GB = BigInt(BILLING.bytesPerGb);
const MONTH = BigInt(BILLING.monthHours);
const GB_MONTH = GB * MONTH;

/** What a plan asks for a month's use of one project. Free asks nothing: what does not fit there, `fit` tells. */
export function bill(usage: Usage, plan: PlanName): Bill {
  const facts = PLANS[plan];
  const line = (item: string, unit: string, of: Counted): Line[] => {
    const { used, perUnit, price, included = 0n } = of;
    const free = used < included ? used : included;
    if (used === 0n) return [];
    const paid = used - free;
    const cents = divide(paid * scaled(price, PRICE_DIGITS), perUnit * ONE * PER_CENT);
    const shown = { item, quantity: inUnits(paid, perUnit), unit, price, cents };
    return [free === 0n ? shown : { ...shown, included: inUnits(free, perUnit) }];
  };
  const storage = { perUnit: GB_MONTH, price: facts.perStorageGbMonth };
  const lines = [
    ...line("compute", "CU-hour", {
      used: usage.computeUnitSeconds,
      perUnit: HOUR,
      price: facts.perCuHour,
    }),
    ...line("storage of root branches", "GB-month", { ...storage, used: usage.rootByteHours }),
    ...line("storage of child branches", "GB-month", { ...storage, used: usage.childByteHours }),
    ...line("history", "GB-month", {
      used: usage.historyByteHours,
      perUnit: GB_MONTH,
      price: facts.perHistoryGbMonth,
    }),
    ...line("snapshots", "GB-month", {
      used: usage.snapshotByteHours,
      perUnit: GB_MONTH,
      price: facts.perSnapshotGbMonth,
    }),
    ...line("extra branches", "branch-month", {
      used: extraBranchHours(usage, plan),
      perUnit: MONTH,
      price: facts.perExtraBranchMonth,
    }),
    ...line("public transfer", "GB", {
      used: usage.publicBytes,
      perUnit: GB,
      price: facts.perPublicTransferGb,
      included: BigInt(facts.publicTransferGbIncluded) * GB * ONE,
    }),
    ...line("private transfer", "GB", {
      used: usage.privateBytes,
      perUnit: GB,
      price: facts.perPrivateTransferGb,
    }),
  ];
  return { plan, lines, cents: lines.reduce((sum, { cents }) => sum + cents, 0n) };
}

interface Counted {
  readonly used: bigint;
  readonly perUnit: bigint;
  readonly price: number;
  readonly included?: bigint;
}

/** Prices have no finer part than millionths of a dollar; ten thousand of them are a cent. */
const PRICE_DIGITS = 6;
const PER_CENT = 10_000n;

/** Of each span what is more than the plan's branches without the root branch, which is always one of them. */
export const extraBranchHours = ({ branches }: Usage, plan: PlanName): bigint =>
  branches.reduce((sum, { childBranchHours, hours }) => {
    const included = BigInt(PLANS[plan].branchesIncluded - 1) * hours;
    return childBranchHours > included ? sum + childBranchHours - included : sum;
  }, 0n);

/** To three digits behind the point, as it is shown. */
export const inUnits = (millionths: bigint, perUnit: bigint): number =>
  Number(divide(millionths * 1000n, perUnit * ONE)) / 1000;

export const cuHours = (usage: Usage): number => inUnits(usage.computeUnitSeconds, HOUR);
export const averageGb = (byteHours: bigint): number => inUnits(byteHours, GB_MONTH);
export const transferGb = (bytes: bigint): number => inUnits(bytes, GB);
