import { quoteIdentifier } from "../../sql/quote.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, type SecurityFacts } from "../facts/security.ts";

export const sequenceUsageMissing: Rule<SecurityFacts> = {
  id: "sequence-usage-missing",
  title: "INSERT without the sequence of the key",
  effect:
    "An insert that leaves the serial column to its default fails; an identity column needs no such grant.",
  *check(facts) {
    for (const sequence of facts.catalog.sequences) {
      if (sequence.ownedBy === null) continue;
      const [table, name] = [nameOf(sequence.ownedBy.table), nameOf(sequence)];
      for (const role of ordinaryRoles(facts)) {
        const may = facts.access.relation(role.name, table);
        if (!may.has("INSERT") && !may.has("any INSERT")) continue;
        const has = facts.access.relation(role.name, name);
        if (has.has("USAGE") || has.has("UPDATE")) continue;
        // Where the right to insert comes from another role, that one gets the sequence.
        if (!direct(facts, role.name, table)) continue;
        yield {
          level: "warning",
          object: name,
          about: role.name,
          message: `${code(role.name)} may insert into ${code(table)}, but not take numbers from ${code(name)}, the default of ${code(sequence.ownedBy.column)}: the insert fails. Grant USAGE, or make it an identity column.`,
          evidence: "measured",
          fix: `GRANT USAGE ON SEQUENCE ${name} TO ${quoteIdentifier(role.name)};`,
          rollback: `REVOKE USAGE ON SEQUENCE ${name} FROM ${quoteIdentifier(role.name)};`,
        };
      }
    }
  },
};

const direct = ({ catalog }: SecurityFacts, role: string, table: string): boolean =>
  catalog.tables.some(
    (one) =>
      nameOf(one) === table &&
      (one.grants.some((grant) => grant.grantee === role && grant.privileges.includes("INSERT")) ||
        one.columns.some(({ grants }) =>
          grants.some((grant) => grant.grantee === role && grant.privileges.includes("INSERT")),
        )),
  );
