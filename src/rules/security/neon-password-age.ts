import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const neonPasswordAge: Rule<SecurityFacts> = {
  id: "neon-password-age",
  title: "A password that has not been changed for long",
  effect: "Whoever has left, and whatever log it once got into, still opens the database.",
  *check(facts) {
    const { neon } = facts;
    if (neon === undefined) return;
    for (const [name, changed] of Object.entries(neon.roleChanges)) {
      const days = Math.floor((Date.parse(neon.asked) - Date.parse(changed)) / DAY);
      // It is not younger than the last change of the role.
      if (!(days > OLD) || roleNamed(facts, name)?.login !== true) continue;
      yield {
        level: days > 2 * OLD ? "warning" : "info",
        object: roleName(name),
        message: `The password of ${code(name)} has been the same for ${days} days at least: Neon last changed the role then. Reset it in Neon, and change it where applications read it.`,
        evidence: "measured",
      };
    }
  },
};

const DAY = 86_400_000;
/** Half a year. */
const OLD = 180;
