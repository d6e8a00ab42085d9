import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf, isOptional } from "../facts/indexes.ts";

export const indexBehindPolicies: Rule<SchemaFacts> = {
  id: "index-behind-policies",
  title: "An index that policies keep queries from",
  effect: "A role under the policies filters row by row what the index was made to find.",
  *check({ catalog, answers, policyReads }) {
    for (const one of indexesOf(catalog)) {
      const { table, index, name } = one;
      if (!("policies" in table) || table.policies.length === 0 || !isOptional(one)) continue;
      const [at] = answers.leakyKeys.get(name) ?? [];
      const key = at === undefined ? undefined : index.keys[at - 1];
      if (at === undefined || key === undefined) continue;
      // conditions of the policies themselves come first, and may use what they like
      const read = policyReads
        .filter((policy) => policy.table === nameOf(table))
        .flatMap(({ columns }) => columns.map(({ column }) => column));
      if (key.column === null || read.includes(key.column)) continue;
      const type = table.columns.find((column) => column.name === key.column)?.type ?? "its type";
      const before = index.keys[at - 2]?.column;
      const cure =
        index.method === "btree"
          ? `Make a value of it the index's predicate (WHERE ${key.expression} = ...), or keep it in a type whose comparison is: text with a check rather than an enum, bigint rather than numeric.`
          : "Have a SECURITY DEFINER function of its own find the keys, or search within what another index finds.";
      yield {
        level: at === 1 ? "warning" : "info",
        object: name,
        about: key.column,
        message: `${at === 1 ? `${code(name)} begins with` : `${code(name)} goes on after ${code(before ?? "its first key")} with`} ${code(key.column)} (${type}), whose comparison is not LEAKPROOF: for roles under the policies of ${code(nameOf(table))} no condition on it reaches the index. ${cure}`,
        evidence: "rule",
      };
    }
  },
};
