import type { Month } from "./facts.ts";
import type { Quantities } from "./measured.ts";
import { times, type Usage } from "./usage.ts";

/** What a full month comes to at the same pace: the first one of a project is a part of one, and no later one is. */
export function fullMonth(quantities: Quantities, { from, to }: Month): Quantities {
  const { begin, month, branches, assumptions } = quantities;
  if (begin <= from.getTime()) return quantities;
  const [calendar, part] = [BigInt(to.getTime() - from.getTime()), BigInt(to.getTime() - begin)];
  const whole = (usage: Usage): Usage => times(usage, calendar, part);
  const since = new Date(begin).toISOString().slice(0, 10);
  return {
    ...quantities,
    month: whole(month),
    branches: new Map(Array.from(branches, ([id, usage]) => [id, whole(usage)])),
    assumptions: [
      ...assumptions,
      `This month counts from ${since} on; forecast, plans and savings are of full months.`,
    ],
  };
}
