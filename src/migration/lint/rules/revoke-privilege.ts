import { asNode, isFields, listOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, relationNamed } from "./facts/names.ts";
import { inUse, isUnchanged } from "./facts/set.ts";

export const revokePrivilege: LintRule = {
  id: "revoke-privilege",
  title: "REVOKE on what is in use",
  condition:
    "Privileges on a table that was there before the migrations are taken away from a role.",
  effect: "Statements of applications that connect as this role fail with 42501.",
  workaround: "Look for the role in pg_stat_activity, and revoke when no application needs it.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "GrantStmt");
      if (fields === undefined || fields["is_grant"] === true) continue;
      for (const object of listOf(fields["objects"])) {
        const range = asNode(object, "RangeVar");
        if (!isFields(range)) continue;
        const name = relationNamed(at, range);
        if (!inUse(set, at, name) || isUnchanged(at)) continue;
        yield {
          level: "warning",
          at,
          object: name,
          message: `Privileges on ${code(name)} are taken away: applications that connect as these roles, or as members of them, fail with "permission denied". Make sure that none of them uses the table any more.`,
          evidence: "measured",
        };
      }
    }
  },
};
