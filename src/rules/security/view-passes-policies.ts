import { code, listed, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { isUnderPolicies, roleNamed, type SecurityFacts } from "../facts/security.ts";

export const viewPassesPolicies: Rule<SecurityFacts> = {
  id: "view-passes-policies",
  title: "A view that passes policies",
  effect: "Who reads the view sees the rows that its owner sees.",
  *check(facts) {
    const guarded = new Map(
      facts.catalog.tables
        .filter(({ rowSecurity }) => rowSecurity.enabled)
        .map((table) => [nameOf(table), table]),
    );
    const reading = facts.views.filter((reads) => {
      const table = guarded.get(reads.table);
      return table !== undefined && !isUnderPolicies(facts, reads.owner, table);
    });
    if (reading.length === 0) return;
    for (const view of facts.catalog.views) {
      if (view.kind !== "view") continue;
      const name = nameOf(view);
      const passed = reading.filter((reads) => reads.view === name);
      const readers = facts.access
        .whoMay("SELECT", name)
        .filter((role) => role !== view.owner && roleNamed(facts, role)?.builtIn === false)
        // Whoever sees all the rows anyway learns nothing new.
        .filter((role) =>
          passed.some(({ table: of }) => {
            const table = guarded.get(of);
            return table !== undefined && isUnderPolicies(facts, role, table);
          }),
        );
      const isPublic = view.grants.some(({ grantee }) => grantee === null);
      if (passed.length === 0 || (readers.length === 0 && !isPublic)) continue;
      const hasInvoker = facts.catalog.version >= 150000;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} reads ${listed([...new Set(passed.map(({ table }) => table))])} as ${code(passed[0]?.owner ?? view.owner)}, for whom the policies do not hold, and ${isPublic ? "everyone" : listed(readers)} may read it. ${hasInvoker ? "Let it read as whoever asks (security_invoker), unless it is there to show more." : "Before Postgres 15 a view has no security_invoker: give it to a role for which the policies hold."}`,
        evidence: "measured",
        ...(hasInvoker
          ? {
              fix: `ALTER VIEW ${name} SET (security_invoker = true);`,
              rollback:
                view.options["security_invoker"] === undefined
                  ? `ALTER VIEW ${name} RESET (security_invoker);`
                  : `ALTER VIEW ${name} SET (security_invoker = ${view.options["security_invoker"]});`,
            }
          : {}),
      };
    }
  },
};
