import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const policiesNotEnabled: Rule<SecurityFacts> = {
  id: "policies-not-enabled",
  title: "Policies on a table without row-level security",
  effect: "The policies are there and hold for nobody.",
  *check({ catalog }) {
    for (const table of catalog.tables) {
      if (table.rowSecurity.enabled || table.policies.length === 0) continue;
      const name = nameOf(table);
      yield {
        level: "error",
        object: name,
        message: `${code(name)} has ${table.policies.length} ${table.policies.length === 1 ? "policy" : "policies"}, but row-level security is not enabled: whoever has privileges sees all rows. Enable it.`,
        evidence: "measured",
        fix: `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;`,
        rollback: `ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY;`,
      };
    }
  },
};
