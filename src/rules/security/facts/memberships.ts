import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Change } from "../../engine/grant-sql.ts";
import type { Membership } from "../../facts/roles.ts";
import type { SecurityFacts } from "../../facts/security.ts";

/** Ends a membership, and makes it again with the options that it had. */
export function membershipSql(
  { catalog }: SecurityFacts,
  { role, member, grantor, admin, inherit, set }: Membership,
): Change {
  const [to, of] = [quoteIdentifier(member), quoteIdentifier(role)];
  if (catalog.version < 160000)
    return {
      fix: `REVOKE ${of} FROM ${to};`,
      rollback: `GRANT ${of} TO ${to}${admin ? " WITH ADMIN OPTION" : ""};`,
    };
  const by = ` GRANTED BY ${quoteIdentifier(grantor)}`;
  const options = `ADMIN ${word(admin)}, INHERIT ${word(inherit)}, SET ${word(set)}`;
  return {
    fix: `REVOKE ${of} FROM ${to}${by};`,
    rollback: `GRANT ${of} TO ${to} WITH ${options}${by};`,
  };
}

const word = (on: boolean): string => (on ? "TRUE" : "FALSE");
