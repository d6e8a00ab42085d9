import { asNode, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, nameOf, relationListed } from "./facts/names.ts";
import { initial } from "./facts/set.ts";

export const enumValuePosition: LintRule = {
  id: "enum-value-position",
  title: "Enum value without a place",
  condition: "A value is added to an enum without BEFORE or AFTER.",
  effect: "It sorts last, and an enum's order cannot be changed later.",
  workaround: "Say BEFORE or AFTER which value it comes.",
  *check(set) {
    const known = new Map(initial(set)?.types.map((type) => [nameOf(type), type]));
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "AlterEnumStmt");
      const value = textOf(fields?.["newVal"]);
      if (value === "" || fields?.["oldVal"] !== undefined || fields?.["newValNeighbor"]) continue;
      const name = relationListed(at, fields?.["typeName"]);
      const type = known.get(name);
      const last = type?.kind === "enum" ? type.labels.at(-1) : undefined;
      yield {
        level: "info",
        at,
        object: name,
        message: `${code(value)} is added at the end of ${code(name)}${last === undefined ? "" : `, after ${code(last)}`}: ORDER BY and < follow that order, which cannot be changed later. Say BEFORE or AFTER, also where the end is meant.`,
        evidence: "rule",
      };
    }
  },
};
