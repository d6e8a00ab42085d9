import { withoutLedger } from "../../schema/without-ledger.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const modelPrivilegeMissing: Rule<SecurityFacts> = {
  id: "model-privilege-missing",
  title: "A role has not what the model gives it",
  effect: "The application's next query on it fails with `permission denied`.",
  *check(facts) {
    const { model, access } = facts;
    if (model === undefined) return;
    const { tables, views } = withoutLedger(facts.catalog);
    for (const [roles, verbs] of [
      [model.application, ROWS],
      [model.read_only, ["SELECT"]],
    ] as const)
      for (const name of roles) {
        const role = roleNamed(facts, name);
        if (role === undefined || role.superuser) continue;
        for (const relation of [...tables, ...views]) {
          // Partitions are reached through their parent.
          if ("partitionBound" in relation && relation.partitionBound !== null) continue;
          const wanted =
            "policies" in relation && relation.kind !== "foreign table" ? verbs : ["SELECT"];
          const has = access.relation(name, nameOf(relation));
          // Some columns only is a choice.
          const missing = wanted.filter((verb) => !has.has(verb) && !has.has(`any ${verb}`));
          if (missing.length === 0) continue;
          const to = quoteIdentifier(name);
          const on = nameOf(relation);
          yield {
            level: "warning",
            object: on,
            about: name,
            message: `By the model ${code(name)} has ${wanted.join(", ")} on ${code(on)}; ${missing.join(", ")} is missing. Grant it, or leave the role out of the model.`,
            evidence: "measured",
            fix: `GRANT ${missing.join(", ")} ON TABLE ${on} TO ${to};`,
            rollback: `REVOKE ${missing.join(", ")} ON TABLE ${on} FROM ${to};`,
          };
        }
      }
  },
};

const ROWS = ["SELECT", "INSERT", "UPDATE", "DELETE"];
