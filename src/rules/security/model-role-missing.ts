import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const modelRoleMissing: Rule<SecurityFacts> = {
  id: "model-role-missing",
  title: "A role of the model that is not there",
  effect: "Whoever was to be this role connects as another.",
  *check(facts) {
    const { model } = facts;
    if (model === undefined || facts.isText) return;
    const { owner, migration, application, read_only, people } = model;
    const meant = [
      owner,
      ...(migration === undefined ? [] : [migration]),
      ...application,
      ...read_only,
      ...people,
    ];
    for (const name of new Set(meant)) {
      if (roleNamed(facts, name) !== undefined) continue;
      yield {
        level: "error",
        object: roleName(name),
        message: `The model names ${code(name)}, and there is no such role. Make it with CREATE ROLE, LOGIN and a password for roles that connect, or correct the model.`,
        evidence: "measured",
      };
    }
  },
};
