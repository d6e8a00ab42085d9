import type { Catalog } from "../model/catalog.ts";
import type { Grant } from "../model/common.ts";

/** All privileges on a table before Postgres 17, which adds MAINTAIN. */
const wholeTable = ["DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"];

/** The database's owner under a name that is the same in a copy with another owner. */
export function roleIn(catalog: Catalog): (role: string) => string {
  return (role) =>
    role === catalog.database.owner || role === "pg_database_owner" ? "@owner" : role;
}

export interface GrantContext {
  readonly version: number;
  /** Owner of the table, which has MAINTAIN from the start; absent for other kinds. */
  readonly tableOwner?: string;
  role(name: string): string;
}

/** `grantee by grantor` to privileges, those that may be passed on with a star. */
export function canonicalGrants(
  grants: readonly Grant[],
  context: GrantContext,
): Readonly<Record<string, readonly string[]>> {
  const merged: Record<string, string[]> = {};
  for (const grant of grants) {
    const grantee = grant.grantee === null ? "PUBLIC" : `role ${context.role(grant.grantee)}`;
    const own = context.tableOwner !== undefined && grant.grantee === context.tableOwner;
    const privileges = [
      ...comparable(grant.privileges, context.version, own),
      ...comparable(grant.grantable, context.version, false).map((name) => `${name}*`),
    ];
    (merged[`${grantee} by ${context.role(grant.grantor)}`] ??= []).push(...privileges);
  }
  return Object.fromEntries(
    Object.entries(merged).map(([key, names]) => [key, [...new Set(names)].sort()]),
  );
}

/** So that ALL is ALL whether or not there is a MAINTAIN, and an owner without something lacks only that. */
function comparable(privileges: readonly string[], version: number, own: boolean): string[] {
  const knowsMaintain = version >= 170000;
  const whole = knowsMaintain ? [...wholeTable, "MAINTAIN"] : wholeTable;
  if (whole.every((name) => privileges.includes(name))) return ["ALL"];
  if (!own || !knowsMaintain) return [...privileges];
  const others = privileges.filter((name) => name !== "MAINTAIN");
  return privileges.includes("MAINTAIN") ? others : [...others, "no MAINTAIN"];
}
