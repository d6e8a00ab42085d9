import type { Index } from "../../../postgres/catalog/model/constraint.ts";
import { qualified } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { code, nameOf, tableOf } from "./facts/names.ts";
import { final } from "./facts/set.ts";

export const duplicateIndex: LintRule = {
  id: "duplicate-index",
  title: "Index that another one contains",
  condition:
    "A new index has the same columns as another one, or the first of them, in the same order.",
  effect: "Every write keeps both up, and reads need only one.",
  workaround: "Leave the shorter one out.",
  *check(set) {
    const last = final(set);
    for (const at of set.statements) {
      const { tables, altered } = changesOf(at);
      const made = [
        ...tables.map((table) => ({ table, indexes: table.indexes })),
        ...altered.map(({ after, indexes }) => ({ table: after, indexes })),
      ];
      for (const { table, indexes } of made)
        for (const index of indexes) {
          const left = last && tableOf(last, nameOf(table))?.indexes;
          if (
            index.constraint !== null ||
            index.parent !== null ||
            !left?.some(({ name }) => name === index.name)
          )
            continue;
          const other = left.find((one) => one.name !== index.name && contains(one, index));
          if (
            other === undefined ||
            (contains(index, other) && other.name > index.name && isMade(indexes, other))
          )
            continue;
          const name = qualified(table.schema, index.name);
          yield {
            level: "warning",
            at,
            object: name,
            message: `${code(name)} is contained in ${code(other.name)} (${code(other.definition.replace(/^.* USING /, ""))}), which serves the same queries: every write keeps both up. Leave it out.`,
            evidence: "measured",
            fix: `DROP INDEX ${set.isNew(nameOf(table), at.number + 1) ? "" : "CONCURRENTLY "}${name}`,
          };
        }
    }
  },
};

const isMade = (indexes: readonly Index[], other: Index): boolean =>
  indexes.some(({ name }) => name === other.name);

/** Whether queries and constraints that `inner` serves are served by `outer`. */
function contains(outer: Index, inner: Index): boolean {
  if (outer.method !== inner.method || outer.predicate !== inner.predicate || !outer.valid)
    return false;
  if (
    inner.keys.length > outer.keys.length ||
    (inner.method !== "btree" && inner.keys.length < outer.keys.length)
  )
    return false;
  if (inner.unique && (!outer.unique || inner.keys.length < outer.keys.length)) return false;
  if (inner.include.some((column) => !outer.include.includes(column))) return false;
  return inner.keys.every((key, position) => keyOf(key) === keyOf(outer.keys[position]));
}

const keyOf = (key: Index["keys"][number] | undefined): string =>
  key === undefined
    ? ""
    : JSON.stringify([key.expression, key.opclass, key.collation, key.descending, key.nullsFirst]);
