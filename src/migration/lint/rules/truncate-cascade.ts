import { asNode, isFields, listOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { listed, relationNamed } from "./facts/names.ts";
import { inUse } from "./facts/set.ts";

export const truncateCascade: LintRule = {
  id: "truncate-cascade",
  title: "TRUNCATE ... CASCADE",
  condition: "TRUNCATE with CASCADE empties tables that it does not name.",
  effect:
    "All rows of every table that references the named one, and of those that reference these, are lost.",
  workaround: "Name the tables, or delete by a condition.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "TruncateStmt");
      if (fields?.["behavior"] !== "DROP_CASCADE") continue;
      const named = listOf(fields["relations"]).map((relation) => {
        const range = asNode(relation, "RangeVar");
        return relationNamed(at, isFields(range) ? range : {});
      });
      const others = (at.effect?.rewrites ?? []).filter(
        (relation) => !named.includes(relation) && inUse(set, at, relation),
      );
      if (others.length === 0) continue;
      yield {
        level: "error",
        at,
        object: named.join(", "),
        message: `CASCADE also empties ${listed(others)}, which the statement does not name. Name every table that is meant, or delete by a condition.`,
        evidence: "measured",
      };
    }
  },
};
