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
    for (const root of next.keys()) {
      if (reached.has(root)) continue;
      const path = longest(root, next, new Set());
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

function longest(
  from: string,
  next: ReadonlyMap<string, ReadonlySet<string>>,
  on: ReadonlySet<string>,
): string[] {
  const deeper = [...(next.get(from) ?? [])]
    .filter((name) => !on.has(name))
    .map((name) => longest(name, next, new Set([...on, from])));
  return [from, ...(deeper.toSorted((a, b) => b.length - a.length)[0] ?? [])];
}
