import type { Catalog } from "../model/catalog.ts";
import type { Grant } from "../model/common.ts";

/** All privileges on a table before Postgres 17, which adds MAINTAIN. */
const wholeTable = ["DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"];

/** The database's owner under a name that is the same in a copy with another owner. */
export function roleIn(catalog: Catalog): (role: string) => string {
  return (role) =>
    role === catalog.database.owner || role === "pg_database_owner" ? "@owner" : role;
}

/** `grantee by grantor` to privileges, grantable ones with a star; ALL where a later version knows more privileges. */
export function canonicalGrants(
  grants: readonly Grant[],
  version: number,
  role: (name: string) => string,
): Record<string, readonly string[]> {
  const entries = grants.map((grant): [string, string[]] => [
    `${grant.grantee === null ? "PUBLIC" : `role ${role(grant.grantee)}`} by ${role(grant.grantor)}`,
    [...all(grant.privileges, version), ...all(grant.grantable, version).map((name) => `${name}*`)],
  ]);
  return Object.fromEntries(entries);
}

function all(privileges: readonly string[], version: number): readonly string[] {
  const whole = version >= 170000 ? [...wholeTable, "MAINTAIN"] : wholeTable;
  return whole.every((name) => privileges.includes(name)) ? ["ALL"] : privileges;
}
