import type { Constraint } from "../../postgres/catalog/model/constraint.ts";

/** The expression inside `CHECK ((...)) NO INHERIT NOT VALID`. */
export function checkExpression({ definition }: Pick<Constraint, "definition">): string {
  const inside = /^CHECK \((.*)\)(?: NO INHERIT)?(?: NOT VALID| NOT ENFORCED)*$/s.exec(definition);
  return inside?.[1] ?? "true";
}
