import type { Finding } from "../../../core/finding.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../place.ts";
import { finding, type WayRound } from "./scene.ts";

/** Roles that no policy stops, and roles that may become such. */
export const rolesAround: WayRound = ({ intent, roles }) => {
  const facts = new Map(roles.map((role) => [role.role, role]));
  const owners = new Set(intent.tables.map(({ table }) => table.owner));
  const found: Finding[] = [];
  for (const name of [intent.applicationRole, ...intent.adminRoles]) {
    const role = facts.get(name);
    const quoted = quoteIdentifier(name);
    if (role === undefined) continue;
    if (role.superuser || role.bypassRls)
      found.push(
        finding(
          "role-bypasses-rls",
          "error",
          quoted,
          `${role.superuser ? "It is a superuser" : "It has BYPASSRLS"}, so that no policy applies to it; roles made in the Neon console have that too. Make one in SQL instead.`,
          { fix: `alter role ${quoted} nosuperuser nobypassrls` },
        ),
      );
    for (const group of role.memberOf) {
      const other = facts.get(group);
      const why = other?.superuser
        ? "is a superuser"
        : other?.bypassRls
          ? "has BYPASSRLS"
          : owners.has(group)
            ? "owns the tables and may switch their policies off"
            : name === intent.applicationRole && intent.adminRoles.includes(group)
              ? "sees the rows of everybody"
              : undefined;
      if (why !== undefined)
        found.push(
          finding(
            "role-membership",
            "error",
            quoted,
            `It is a member of ${quoteIdentifier(group)}, which ${why}: one SET ROLE leads round every policy. Take the membership away.`,
            { fix: `revoke ${quoteIdentifier(group)} from ${quoted}` },
          ),
        );
    }
  }
  for (const { table } of intent.tables)
    if (table.owner === intent.applicationRole)
      found.push(
        finding(
          "application-owns-table",
          "error",
          nameOf(table),
          "The application role owns it, and may switch its policies off. Let another role own it.",
          { fix: `alter table ${nameOf(table)} owner to current_user` },
        ),
      );
  return found;
};
