/** What is counted of a branch, and of a project what no branch has. Seconds and hours in fractions: they are rounded when they are told. */
export interface Counted {
  readonly computeUnitSeconds: number;
  readonly activeSeconds: number;
  readonly rootByteHours: number;
  readonly childByteHours: number;
  readonly historyByteHours: number;
  readonly snapshotByteHours: number;
  readonly childBranchHours: number;
}

/** A row by where it belongs: `project`, or `project branch`. */
type Rows = Readonly<Record<string, Counted>>;

/** Rows by the span they were counted in, named by its beginning: an hour, a day once it is a week old, a month after two. */
export type Ledger = Readonly<Record<string, Rows>>;

export const NOTHING: Counted = {
  computeUnitSeconds: 0,
  activeSeconds: 0,
  rootByteHours: 0,
  childByteHours: 0,
  historyByteHours: 0,
  snapshotByteHours: 0,
  childBranchHours: 0,
};

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** As long as Neon has them: 168 hours, 60 days, a year; and what is needed to make the coarser ones whole. */
const KEPT = { hours: 8 * DAY_MS, days: 92 * DAY_MS, months: 400 * DAY_MS };

export const plus = (a: Counted, b: Counted): Counted =>
  Object.fromEntries(
    Object.entries(a).map(([name, value]) => [name, value + b[name as keyof Counted]]),
  ) as unknown as Counted;

/** A rate, as of units in an hour, for some milliseconds. */
const during = (rate: Counted, ms: number): Counted =>
  Object.fromEntries(
    Object.entries(rate).map(([name, value]) => [name, (value * ms) / HOUR_MS]),
  ) as unknown as Counted;

/** Adds what a rate comes to between two times, each hour its part. `from` and `to` in milliseconds. */
export function charge(
  ledger: Ledger,
  row: string,
  rate: Counted,
  { from, to }: { readonly from: number; readonly to: number },
): Ledger {
  const charged = { ...ledger };
  for (let start = from; start < to;) {
    const hour = Math.floor(start / HOUR_MS) * HOUR_MS;
    const end = Math.min(to, hour + HOUR_MS);
    const name = new Date(hour).toISOString();
    const rows = charged[name] ?? {};
    charged[name] = { ...rows, [row]: plus(rows[row] ?? NOTHING, during(rate, end - start)) };
    start = end;
  }
  return charged;
}

export type Granularity = "hourly" | "daily" | "monthly";

/** The beginning of the hour, day or month, in UTC. */
export function beginOf(time: number, granularity: Granularity): number {
  if (granularity === "hourly") return Math.floor(time / HOUR_MS) * HOUR_MS;
  if (granularity === "daily") return Math.floor(time / DAY_MS) * DAY_MS;
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

export function endOf(begin: number, granularity: Granularity): number {
  if (granularity === "hourly") return begin + HOUR_MS;
  if (granularity === "daily") return begin + DAY_MS;
  const date = new Date(begin);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/** The rows of one place by spans of a granularity, the oldest first. */
export function spansOf(
  ledger: Ledger,
  row: string,
  granularity: Granularity,
): ReadonlyMap<number, Counted> {
  const spans = new Map<number, Counted>();
  for (const name of Object.keys(ledger).toSorted()) {
    const counted = ledger[name]?.[row];
    if (counted === undefined) continue;
    const begin = beginOf(Date.parse(name), granularity);
    spans.set(begin, plus(spans.get(begin) ?? NOTHING, counted));
  }
  return spans;
}

/** Puts old spans together, and forgets the oldest. */
export function compacted(ledger: Ledger, now: number): Ledger {
  const merged: Record<string, Record<string, Counted>> = {};
  for (const [name, rows] of Object.entries(ledger)) {
    const begin = Date.parse(name);
    const age = now - begin;
    if (age > KEPT.months) continue;
    const granularity = age > KEPT.days ? "monthly" : age > KEPT.hours ? "daily" : "hourly";
    const span = (merged[new Date(beginOf(begin, granularity)).toISOString()] ??= {});
    for (const [row, counted] of Object.entries(rows))
      span[row] = plus(span[row] ?? NOTHING, counted);
  }
  return merged;
}
