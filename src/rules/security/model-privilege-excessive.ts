import { code, nameOf } from "../engine/names.ts";
import { revocation } from "../engine/grant-sql.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const modelPrivilegeExcessive: Rule<SecurityFacts> = {
  id: "model-privilege-excessive",
  title: "A role has more than the model gives it",
  effect: "A read-only role changes rows, or an application changes tables.",
  *check(facts) {
    const { model, catalog, access } = facts;
    if (model === undefined) return;
    for (const [roles, allowed] of [
      [model.application, ["SELECT", "INSERT", "UPDATE", "DELETE"]],
      [model.read_only, ["SELECT"]],
    ] as const)
      for (const name of roles) {
        const role = roleNamed(facts, name);
        if (role === undefined || role.superuser) continue;
        for (const relation of [...catalog.tables, ...catalog.views]) {
          if (relation.owner === name) continue;
          const on = nameOf(relation);
          const may = [...access.relation(name, on)].map((verb) => verb.replace(/^any /, ""));
          const more = may.filter((verb) => !allowed.some((one) => one === verb));
          if (more.length === 0) continue;
          const own = relation.grants.find(({ grantee }) => grantee === name);
          const given = more.filter((verb) => own?.privileges.includes(verb) === true);
          const elsewhere = given.length < more.length;
          yield {
            level: "error",
            object: on,
            about: name,
            message: `${code(name)} may ${more.join(", ")} on ${code(on)}; by the model it has ${allowed.join(", ")}. Revoke the rest${elsewhere ? `: it comes ${given.length === 0 ? "" : "in part "}from PUBLIC, from a column or from a role that it is a member of` : ""}.`,
            evidence: "measured",
            ...(own === undefined || elsewhere
              ? {}
              : revocation(`TABLE ${on}`, relation.owner, own, given)),
          };
        }
      }
  },
};
