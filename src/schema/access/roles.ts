import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Grant } from "../../postgres/catalog/model/common.ts";
import { grantedObjects } from "./objects.ts";
import { ownedOnly } from "./owners.ts";
import { isOwner } from "./role-sql.ts";
import { mappedRole } from "./user-mappings.ts";

/** Roles that have to exist: all that own, are granted to, or are named by a policy, but the database's owner and Postgres's own. */
export function rolesOf(catalog: Catalog): string[] {
  const grantees = allGrants(catalog).flatMap(({ grantee }) => grantee ?? []);
  const named = catalog.tables.flatMap(({ policies }) =>
    policies.flatMap(({ roles }) => roles.flatMap((role) => role ?? [])),
  );
  const mapped = catalog.others.flatMap((item) =>
    item.kind === "user mapping" ? (mappedRole(item) ?? []) : [],
  );
  return distinct(catalog, [...actorsOf(catalog), ...grantees, ...named, ...mapped]);
}

/** Roles that own something, have default privileges, or gave privileges to others. */
export function actorsOf(catalog: Catalog): string[] {
  return distinct(catalog, [
    ...grantedObjects(catalog).map(({ owner }) => owner),
    ...ownedOnly(catalog).map(({ owner }) => owner),
    ...catalog.defaultPrivileges.map(({ role }) => role),
    ...allGrants(catalog).map(({ grantor }) => grantor),
  ]);
}

function allGrants(catalog: Catalog): Grant[] {
  const objects = grantedObjects(catalog);
  return [
    ...objects.flatMap(({ grants }) => grants),
    ...objects.flatMap(({ columns }) => columns.flatMap(({ grants }) => grants)),
    ...catalog.defaultPrivileges.flatMap(({ grants }) => grants),
    ...catalog.foreignGrants.flatMap(({ grants }) => grants),
  ];
}

function distinct(catalog: Catalog, roles: readonly string[]): string[] {
  return [...new Set(roles)]
    .filter((role) => !isOwner(catalog, role) && !role.startsWith("pg_"))
    .sort();
}
