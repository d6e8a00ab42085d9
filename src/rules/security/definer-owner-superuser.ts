import { code, signatureOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const definerOwnerSuperuser: Rule<SecurityFacts> = {
  id: "definer-owner-superuser",
  title: "SECURITY DEFINER in the name of a superuser",
  effect: "A mistake in the function gives its caller the whole server.",
  *check(facts) {
    for (const routine of facts.catalog.routines) {
      const owner = roleNamed(facts, routine.owner);
      if (!routine.securityDefiner || owner === undefined) continue;
      const exempt =
        owner.bypassRls && facts.catalog.tables.some(({ rowSecurity }) => rowSecurity.enabled);
      if (!owner.superuser && !exempt) continue;
      yield {
        level: owner.superuser ? "error" : "info",
        object: signatureOf(routine),
        message: `${code(signatureOf(routine))} runs as ${code(routine.owner)}, ${owner.superuser ? "a superuser, for whom no privilege holds" : "for whom no policy holds (BYPASSRLS)"}. Give it to a role that has only what the function needs.`,
        evidence: "measured",
      };
    }
  },
};
