import type { LintRule } from "../rule.ts";
import { drops } from "./facts/drops.ts";
import { code } from "./facts/names.ts";
import { inUse } from "./facts/set.ts";

export const dropTable: LintRule = {
  id: "drop-table",
  title: "DROP TABLE",
  condition: "A table that was there before the migrations is dropped.",
  effect: "Its rows are lost, and the application that still runs fails on it.",
  workaround:
    "Deploy an application that does not use it, rename it, wait, keep a copy, then drop it.",
  *check(set) {
    for (const at of set.statements)
      for (const { name } of drops(at, "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE")) {
        if (!inUse(set, at, name)) continue;
        const rows = set.rows(name);
        const count =
          rows === undefined ? "its" : `its ${Math.round(rows).toLocaleString("en-US")}`;
        yield {
          level: "error",
          at,
          object: name,
          message: `${code(name)} is dropped with ${count} rows, which nothing but a backup brings back, and statements of the running application that name it fail. Deploy an application without it first, rename the table, and drop it in a later migration when nobody has missed it.`,
          evidence: "rule",
        };
      }
  },
};
