import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Known } from "../findings.ts";
import { printed } from "../../resolve/find.ts";

/** Roles to which policies do not apply. */
export function roleFindings({ ground, facts }: Known): Finding[] {
  const { applicationRole, adminRoles, tables } = ground.intent;
  return [applicationRole, ...adminRoles].flatMap((role): Finding[] => {
    const own = facts.find((fact) => fact.role === role);
    const names = [role, ...(own?.memberOf ?? [])];
    const shown = identifier(quoteIdentifier(role));
    const made = (rule: string, message: string, fix?: string): Finding => ({
      rule,
      level: "error",
      object: role,
      message,
      evidence: "measured",
      ...(fix === undefined ? {} : { fix }),
      key: `${rule}:${role}`,
    });
    const owned = tables.filter(({ table }) => names.includes(table.owner));
    const superuser = own?.superuser === true;
    const foreign = own?.memberOf.filter((group) =>
      facts.some((fact) => fact.role === group && (fact.superuser || fact.bypassRls)),
    );
    return [
      ...(superuser || own?.bypassRls === true
        ? [
            made(
              "role-bypasses-rls",
              `${shown} ${superuser ? "is a superuser" : "has BYPASSRLS"}, so no policy applies to it, and a test as this role proves nothing. Roles of Neon's console and API have BYPASSRLS: make one by SQL for the application.`,
              superuser ? undefined : `ALTER ROLE ${quoteIdentifier(role)} NOBYPASSRLS`,
            ),
          ]
        : []),
      ...(foreign === undefined || foreign.length === 0
        ? []
        : [
            made(
              "role-may-bypass-rls",
              `${shown} is a member of ${foreign.map(quoteIdentifier).map(identifier).join(", ")}, to which no policy applies: SET ROLE is enough.`,
              `REVOKE ${foreign.map(quoteIdentifier).join(", ")} FROM ${quoteIdentifier(role)}`,
            ),
          ]),
      ...(owned.length === 0
        ? []
        : [
            made(
              "role-owns-table",
              `${shown} owns ${owned.map(({ table }) => identifier(printed(table))).join(", ")}, or is a member of the owner: it can switch the policies off. Give the tables to a role that the application does not have.`,
            ),
          ]),
    ];
  });
}
