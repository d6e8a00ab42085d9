import { identifier } from "../../../core/identifier.ts";
import type { Relationship } from "../model.ts";
import type { Problem } from "../problem.ts";

/** Rows that need each other cannot be inserted: no first one could be. */
export function requiredCycles(
  relationships: readonly (Relationship & { readonly at: number })[],
): Problem[] {
  const required = relationships.filter(({ kind, required: is }) => kind !== "many_to_many" && is);
  const done = new Set<string>();
  const problems: Problem[] = [];
  const visit = (entity: string, path: readonly string[]): void => {
    for (const { from, to, at } of required) {
      if (from !== entity || done.has(to)) continue;
      const start = path.indexOf(to);
      if (start === -1) visit(to, [...path, to]);
      else
        problems.push({
          place: `relationships[${at}].required`,
          cause: `required references go round in a cycle: ${[...path.slice(start), to].map(identifier).join(" -> ")}, so that no first row could be inserted`,
          cure: "Write `required: false` for one of them.",
        });
    }
    done.add(entity);
  };
  for (const { from } of required) if (!done.has(from)) visit(from, [from]);
  return problems;
}
