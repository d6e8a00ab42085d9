import { asNode, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, nameOf, relationListed } from "./facts/names.ts";
import { initial } from "./facts/set.ts";

export const renameEnumValue: LintRule = {
  id: "rename-enum-value",
  title: "Enum value renamed",
  condition: "A value of an enum that was there before the migrations gets another name.",
  effect:
    "The application that still runs reads a value that it does not know, and fails when it writes the old one.",
  workaround: "Add the new value, have the application accept both, change the rows in batches.",
  *check(set) {
    const known = new Set(initial(set)?.types.map(nameOf));
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "AlterEnumStmt");
      const old = textOf(fields?.["oldVal"]);
      const type = relationListed(at, fields?.["typeName"]);
      if (old === "" || !known.has(type)) continue;
      yield {
        level: "error",
        at,
        object: type,
        message: `${code(old)} of ${code(type)} becomes ${code(textOf(fields?.["newVal"]))}: the running application fails when it writes the old value, and meets one that it does not know. Add the new value, deploy an application that knows both, and change the rows in batches.`,
        evidence: "rule",
      };
    }
  },
};
