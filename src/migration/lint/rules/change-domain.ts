import { asNode } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code, relationListed } from "./facts/names.ts";

export const changeDomain: LintRule = {
  id: "change-domain",
  title: "Domain constraint that reads every table of the domain",
  condition: "A constraint of a domain is added, validated or made NOT NULL.",
  effect: "Every table with a column of the domain is read while nobody writes to it.",
  workaround:
    "Check the rows by a constraint of each table; a domain has no way around the lock, also for VALIDATE.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      const fields = asNode(heavy.at.statement.node, "AlterDomainStmt");
      if (fields === undefined) continue;
      const name = relationListed(heavy.at, fields["typeName"]);
      yield heavyFinding(set, heavy, {
        object: name,
        because: `The domain ${code(name)} is checked in every table that uses it.`,
        instead:
          "Add the check to the tables as NOT VALID, and VALIDATE it there, which blocks nobody; add it to the domain NOT VALID, for new values alone, and leave it so.",
      });
    }
  },
};
