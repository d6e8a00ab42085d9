import { asNode, isFields, listOf, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { objectWord } from "../../../sql/object-name.ts";
import { relationNamed } from "./facts/names.ts";

export const grantToPublic: LintRule = {
  id: "grant-to-public",
  title: "GRANT to PUBLIC",
  condition: "Privileges on tables, sequences or schemas are granted to PUBLIC.",
  effect: "Every role that ever connects has them, those that are made later too.",
  workaround: "Grant to the role that needs it.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "GrantStmt");
      const type = textOf(fields?.["objtype"]);
      if (fields?.["is_grant"] !== true || !KINDS.has(type)) continue;
      const isPublic = listOf(fields["grantees"]).some(
        (role) => asNode(role, "RoleSpec")?.["roletype"] === "ROLESPEC_PUBLIC",
      );
      if (!isPublic) continue;
      const names = listOf(fields["objects"]).map((object) => {
        const range = asNode(object, "RangeVar");
        return isFields(range)
          ? relationNamed(at, range)
          : textOf(asNode(object, "String")?.["sval"]);
      });
      const privileges = listOf(fields["privileges"]).map((privilege) =>
        textOf(asNode(privilege, "AccessPriv")?.["priv_name"]),
      );
      const usage = type === "OBJECT_SCHEMA" && privileges.join() === "usage";
      yield {
        level: usage ? "info" : "warning",
        at,
        object: names.join(", "),
        message: `${privileges.length === 0 ? "All privileges" : privileges.join(", ").toUpperCase()} on the ${objectWord(type)} go to PUBLIC: every role has them, those that are made later too. Grant to the role that needs them.`,
        evidence: "rule",
      };
    }
  },
};

const KINDS = new Set(["OBJECT_TABLE", "OBJECT_SEQUENCE", "OBJECT_SCHEMA", "OBJECT_DATABASE"]);
