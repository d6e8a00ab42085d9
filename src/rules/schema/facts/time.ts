import type { SchemaFacts } from "../../facts/schema.ts";

const DAY = 86_400_000;

/** Days since the counters began; undefined where nobody knows. */
export function daysCounted({ countedSince, readAt }: SchemaFacts): number | undefined {
  if (countedSince === undefined) return undefined;
  return (Date.parse(readAt) - Date.parse(countedSince)) / DAY;
}

/** The day of a moment: `2026-11-21`. */
export const dayOf = (moment: string): string => new Date(moment).toISOString().slice(0, 10);

/** The day that comes so many days after what was read; undefined where that is none that matters. */
export function dayAfter({ readAt }: SchemaFacts, days: number): string | undefined {
  if (!(days < 36_500)) return undefined;
  return dayOf(new Date(Date.parse(readAt) + days * DAY).toISOString());
}
