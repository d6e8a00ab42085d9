import { asNode } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, relationListed } from "./facts/names.ts";
import { earlierInTransaction } from "./facts/set.ts";

/** unsafe_new_enum_value_usage */
const UNSAFE = "55P04";

export const enumValueUsedInTransaction: LintRule = {
  id: "enum-value-used-in-transaction",
  title: "New enum value used before it is committed",
  condition: "A value is added to an enum, and a later statement of the same transaction uses it.",
  effect: "The migration fails (55P04).",
  workaround: "Commit the new value in a migration of its own first.",
  *check(set) {
    for (const at of set.statements) {
      if (at.error?.sqlstate !== UNSAFE) continue;
      const type = earlierInTransaction(set, at)
        .map(({ statement }) => asNode(statement.node, "AlterEnumStmt")?.["typeName"])
        .findLast((name) => name !== undefined);
      const name = relationListed(at, type);
      yield {
        level: "error",
        at,
        object: name,
        message: `A value that this transaction added to ${code(name)} is used before it is committed, which Postgres refuses (55P04). Add the value in a migration of its own, and use it in the next.`,
        evidence: "measured",
      };
    }
  },
};
