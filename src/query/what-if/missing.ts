import type { Missing, Twin } from "../../core/twin.ts";
import type { Plan } from "../plan/node.ts";

/** What the twin lacks of a plan's tables. */
export function missingOf(twin: Twin, plan: Plan): Missing[] {
  const names = new Set(
    plan.nodes.flatMap(({ relation }) => (relation === undefined ? [] : [relation.name])),
  );
  return twin.missing.filter(({ object }) => [...names].some((name) => object.includes(name)));
}
