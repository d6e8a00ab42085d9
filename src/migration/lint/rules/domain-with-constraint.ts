import { asNode, listOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, relationListed } from "./facts/names.ts";

export const domainWithConstraint: LintRule = {
  id: "domain-with-constraint",
  title: "Domain with a constraint",
  condition: "A domain is created with a CHECK or NOT NULL.",
  effect:
    "Each column of it that is added to a table later rewrites that table, and a new check reads all tables of the domain under a lock.",
  workaround: "A CHECK on the tables, which can be added NOT VALID and validated online.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "CreateDomainStmt");
      const kinds = listOf(fields?.["constraints"]).map(
        (item) => asNode(item, "Constraint")?.["contype"],
      );
      if (!kinds.some((kind) => kind === "CONSTR_CHECK" || kind === "CONSTR_NOTNULL")) continue;
      const name = relationListed(at, fields?.["domainname"]);
      yield {
        level: "info",
        at,
        object: name,
        message: `The domain ${code(name)} has constraints: a column of it that is added to a table in use rewrites the table, and changing them reads every table of the domain under a lock. Put the checks on the tables, where they can be validated online.`,
        evidence: "rule",
      };
    }
  },
};
