import { code, listed, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ownsTable, roleNamed, type SecurityFacts } from "../facts/security.ts";

export const partitionUnprotected: Rule<SecurityFacts> = {
  id: "partition-unprotected",
  title: "A partition that is read past its parent's policies",
  effect:
    "Policies hold for the table that a query names; a partition that is named itself has its own.",
  *check(facts) {
    for (const table of facts.catalog.tables) {
      if (table.rowSecurity.enabled) continue;
      const parent = facts.catalog.tables.find(
        (one) =>
          one.rowSecurity.enabled && table.inherits.some((name) => nameOf(name) === nameOf(one)),
      );
      if (parent === undefined) continue;
      const name = nameOf(table);
      const readers = [
        ...new Set(
          ["SELECT", "UPDATE", "DELETE"].flatMap((verb) => facts.access.whoMay(verb, name)),
        ),
      ]
        .filter((role) => roleNamed(facts, role)?.builtIn === false)
        .filter((role) => !ownsTable(facts, role, table.owner));
      if (readers.length === 0) continue;
      yield {
        level: "error",
        object: name,
        message: `${listed(readers)} may use ${code(name)} directly, past the policies of ${code(nameOf(parent))}, of which it is a part. Enable row-level security on it, too: through the parent nothing changes.`,
        evidence: "measured",
        fix: `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;`,
        rollback: `ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY;`,
      };
    }
  },
};
