import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { code, nameOf, tableOf } from "./facts/names.ts";
import { final } from "./facts/set.ts";

export const tableWithoutPrimaryKey: LintRule = {
  id: "table-without-primary-key",
  title: "Table without a primary key",
  condition: "A new table has no primary key when the set ends.",
  effect:
    "Duplicates cannot be told apart, logical replication refuses its updates and deletes, and batches have no key to go by.",
  workaround: "Add one; bigint GENERATED ALWAYS AS IDENTITY where nothing else serves.",
  *check(set) {
    const last = final(set);
    for (const at of set.statements)
      for (const table of changesOf(at).tables) {
        const name = nameOf(table);
        const end = last && tableOf(last, name);
        if (end === undefined || end.kind === "foreign table" || end.inherits.length > 0) continue;
        if (end.constraints.some(({ kind }) => kind === "primary key")) continue;
        yield {
          level: "warning",
          at,
          object: name,
          message: `${code(name)} has no primary key: equal rows cannot be told apart, logical replication refuses updates and deletes of it, and no batch can go through it by key. Add one.`,
          evidence: "measured",
        };
      }
  },
};
