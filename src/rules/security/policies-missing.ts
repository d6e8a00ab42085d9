import { code, listed, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { isUnderPolicies, roleNamed, type SecurityFacts } from "../facts/security.ts";

export const policiesMissing: Rule<SecurityFacts> = {
  id: "policies-missing",
  title: "Row-level security without a policy",
  effect: "Those for whom it holds see no row, and get no error that says why.",
  *check(facts) {
    for (const table of facts.catalog.tables) {
      if (!table.rowSecurity.enabled || table.policies.some(({ permissive }) => permissive))
        continue;
      const name = nameOf(table);
      const readers = facts.access
        .whoMay("SELECT", name)
        .filter((role) => roleNamed(facts, role)?.builtIn === false)
        .filter((role) => isUnderPolicies(facts, role, table));
      yield {
        level: readers.length === 0 ? "info" : "warning",
        object: name,
        message: `Row-level security is on for ${code(name)} and no permissive policy is there${readers.length === 0 ? ": nobody but its owner sees a row, which may be meant" : `: ${listed(readers)} may read it and sees no row`}. Write the policies with generate_rls, or revoke the privileges.`,
        evidence: "measured",
      };
    }
  },
};
