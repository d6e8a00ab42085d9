import { code, listed, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const policiesPermissiveTwice: Rule<SecurityFacts> = {
  id: "policies-permissive-twice",
  title: "Several permissive policies for the same command and role",
  effect: "One that lets a row through is enough, and all are evaluated.",
  *check({ catalog }) {
    for (const table of catalog.tables) {
      const groups = new Map<string, Set<string>>();
      for (const { name, command, permissive, roles } of table.policies) {
        if (!permissive) continue;
        for (const verb of command === "all" ? VERBS : [command])
          for (const role of roles) {
            const key = `${verb} by ${role ?? "PUBLIC"}`;
            groups.set(key, (groups.get(key) ?? new Set()).add(name));
          }
      }
      const several = [...groups].filter(([, names]) => names.size > 1);
      if (several.length === 0) continue;
      const names = [...new Set(several.flatMap(([, each]) => [...each]))];
      yield {
        level: "info",
        object: nameOf(table),
        message: `${listed(names)} on ${code(nameOf(table))} are permissive for the same ${several
          .map(([key]) => key)
          .slice(0, 4)
          .join(
            ", ",
          )}: a row needs only one of them, and each is evaluated. Join them with OR, or make the guard RESTRICTIVE.`,
        evidence: "measured",
      };
    }
  },
};

const VERBS = ["select", "insert", "update", "delete"];
