import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { isUnderPolicies, ownsTable, roleNamed, type SecurityFacts } from "../facts/security.ts";

export const policyReadsWritableTable: Rule<SecurityFacts> = {
  id: "policy-reads-writable-table",
  title: "A policy that reads a table its role may write",
  effect: "A user writes the row that lets him in.",
  *check(facts) {
    for (const { table, policy, columns } of facts.policyReads) {
      const protects = facts.catalog.tables.find((one) => nameOf(one) === table);
      if (protects?.rowSecurity.enabled !== true) continue;
      const names = protects.policies.find(({ name }) => name === policy)?.roles ?? [];
      const read = new Set(columns.map((one) => one.table).filter((name) => name !== table));
      for (const name of read) {
        const other = facts.catalog.tables.find((one) => nameOf(one) === name);
        if (other === undefined || other.rowSecurity.enabled) continue;
        const writers = WRITES.flatMap((verb) => facts.access.whoMay(verb, name))
          .filter(
            (role) =>
              names.includes(null) ||
              names.some((one) => one !== null && (one === role || reaches(facts, role, one))),
          )
          .filter((role) => roleNamed(facts, role)?.builtIn === false)
          .filter(
            (role) =>
              !ownsTable(facts, role, other.owner) && isUnderPolicies(facts, role, protects),
          );
        const [writer] = writers;
        if (writer === undefined) continue;
        yield {
          level: "error",
          object: table,
          about: `${policy}:${name}`,
          message: `Policy ${code(policy)} on ${code(table)} lets rows through by what is in ${code(name)}, and ${code(writer)} may write that table, which has no row-level security: it can enter itself. Protect it, or take the privilege away.`,
          evidence: "measured",
        };
      }
    }
  },
};

const WRITES = ["INSERT", "UPDATE", "any UPDATE", "any INSERT"];

const reaches = ({ reach }: SecurityFacts, member: string, role: string): boolean =>
  reach.some((path) => path.member === member && path.role === role && path.inherits);
