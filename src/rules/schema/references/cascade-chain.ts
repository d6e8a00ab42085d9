import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf } from "../facts/references.ts";

/** Tables beyond the first. */
const DEEP = 3;

export const cascadeChain: Rule<SchemaFacts> = {
  id: "cascade-chain",
  title: "Deletes that go on from table to table",
  effect: "Whoever deletes one row deletes what he has never heard of.",
  *check({ catalog }) {
    const next = new Map<string, Set<string>>();
    for (const { table, target, references } of foreignKeysOf(catalog))
      if (references.onDelete === "cascade" && table !== target)
        next.set(nameOf(target), (next.get(nameOf(target)) ?? new Set()).add(nameOf(table)));
    const reached = new Set([...next.values()].flatMap((names) => [...names]));
    const longest = ways(next);
    for (const root of next.keys()) {
      if (reached.has(root)) continue;
      const path = longest(root);
      if (path.length <= DEEP) continue;
      yield {
        level: "info",
        object: root,
        message: `A delete from ${code(root)} goes on by ON DELETE CASCADE: ${path.map(code).join(" → ")}. See with explain_delete how many rows that is.`,
        evidence: "measured",
      };
    }
  },
};

/** The longest way down from each table; where it comes back to itself it ends. */
function ways(next: ReadonlyMap<string, ReadonlySet<string>>): (from: string) => string[] {
  const known = new Map<string, string[]>();
  const on = new Set<string>();
  const longest = (from: string): string[] => {
    const found = known.get(from);
    if (found !== undefined) return found;
    on.add(from);
    let deeper: string[] = [];
    for (const name of next.get(from) ?? []) {
      const way = on.has(name) ? [] : longest(name);
      if (way.length > deeper.length) deeper = way;
    }
    on.delete(from);
    const way = [from, ...deeper];
    known.set(from, way);
    return way;
  };
  return longest;
}
