import { revocation } from "../engine/grant-sql.ts";
import { code, listed, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const materializedViewPassesPolicies: Rule<SecurityFacts> = {
  id: "materialized-view-passes-policies",
  title: "A materialized view of tables with policies",
  effect: "It holds the rows that its owner saw, and has no policies of its own.",
  *check(facts) {
    for (const view of facts.catalog.views) {
      if (view.kind !== "materialized view") continue;
      const name = nameOf(view);
      const tables = facts.views
        .filter((reads) => reads.view === name)
        .map(({ table }) => table)
        .filter((table) =>
          facts.catalog.tables.some((one) => nameOf(one) === table && one.rowSecurity.enabled),
        );
      if (tables.length === 0) continue;
      for (const grant of view.grants) {
        const { grantee, privileges } = grant;
        if (grantee === view.owner || !privileges.includes("SELECT")) continue;
        const role = grantee === null ? undefined : roleNamed(facts, grantee);
        if (grantee !== null && (role === undefined || role.superuser || role.bypassRls)) continue;
        yield {
          level: "error",
          object: name,
          about: grantee ?? "PUBLIC",
          message: `${grantee === null ? "Everyone" : code(grantee)} may read ${code(name)}, a copy of rows of ${listed([...new Set(tables)])} without their policies. Revoke that, and show it through a view that filters.`,
          evidence: "measured",
          ...revocation(`TABLE ${name}`, view.owner, grant, ["SELECT"]),
        };
      }
    }
  },
};
