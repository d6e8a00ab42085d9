import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../../resolve/find.ts";
import { saidOf } from "../ground.ts";
import type { Known } from "../findings.ts";

/** Who may write memberships decides who is a member. */
export function memberFindings({ ground }: Known): Finding[] {
  const { members, applicationRole } = ground.intent;
  if (members === null) return [];
  const { table } = members;
  const object = printed(table);
  const shown = identifier(object);
  const said = saidOf(ground, table);
  if (said !== undefined) {
    const open = (["insert", "update"] as const).filter((verb) =>
      said.allow[verb].some((permission) => permission === "anyone" || permission === "owner"),
    );
    if (open.length === 0) return [];
    return [
      {
        rule: "members-open",
        level: "error",
        object,
        message: `Users may ${open.join(" and ")} their own rows of ${shown}, which say whose tenants they see: anyone can join any tenant. Allow it to members with a role, or to nobody, and add members in a function.`,
        evidence: "rule",
        key: `members-open:${object}`,
      },
    ];
  }
  const writers = table.grants.filter(
    ({ grantee, privileges }) =>
      (grantee === null || grantee === applicationRole) &&
      privileges.some((privilege) =>
        ["INSERT", "UPDATE", "DELETE", "TRUNCATE"].includes(privilege),
      ),
  );
  if (writers.length === 0) return [];
  const roles = [...new Set(writers.map(({ grantee }) => grantee))].map((role) =>
    role === null ? "PUBLIC" : quoteIdentifier(role),
  );
  return [
    {
      rule: "members-writable",
      level: "error",
      object,
      message: `${shown} is not in the intent, and ${roles.map(identifier).join(", ")} may write it: anyone can join any tenant. Add it to \`tables\`, or revoke the privileges.`,
      evidence: "measured",
      fix: `REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON TABLE ${object} FROM ${roles.join(", ")}`,
      key: `members-writable:${object}`,
    },
  ];
}
