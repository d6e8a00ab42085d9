import { quoteIdentifier } from "../../sql/quote.ts";
import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, type SecurityFacts } from "../facts/security.ts";

export const roleReplication: Rule<SecurityFacts> = {
  id: "role-replication",
  title: "REPLICATION on a role that works with tables",
  effect: "Replication hands out every row of the cluster, whatever grants and policies say.",
  *check(facts) {
    for (const { name, replication, login, owns } of ordinaryRoles(facts)) {
      if (!replication || !login) continue;
      const works = facts.model?.application.includes(name) === true;
      yield {
        level: works ? "error" : owns > 0 ? "info" : "warning",
        object: roleName(name),
        message: `${code(name)} may replicate: it reads all rows of all databases past grants and policies. Keep REPLICATION for a role of the replica alone.`,
        evidence: "measured",
        fix: `ALTER ROLE ${quoteIdentifier(name)} NOREPLICATION;`,
        rollback: `ALTER ROLE ${quoteIdentifier(name)} REPLICATION;`,
      };
    }
  },
};
