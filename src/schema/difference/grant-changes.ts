import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Grant } from "../../postgres/catalog/model/common.ts";
import { give } from "../access/grants.ts";
import type { GrantedObject } from "../access/objects.ts";
import { roleSql } from "../access/role-sql.ts";
import { quoteIdentifier } from "../../sql/quote.ts";

/** GRANT and REVOKE from one list of privileges to another. MAINTAIN is left alone where either side does not know it. */
export function grantChanges(
  a: Catalog,
  b: Catalog,
  target: string,
  owner: string,
  from: readonly Grant[],
  to: readonly Grant[],
  cascade = true,
): string[] {
  const both = a.version >= 170000 && b.version >= 170000;
  const known = (grants: readonly Grant[]): Grant[] =>
    both ? [...grants] : grants.map(withoutMaintain);
  return changes(b, target, owner, known(from), known(to), "", cascade);
}

export function columnGrantChanges(
  b: Catalog,
  object: GrantedObject,
  column: Column,
  from: readonly Grant[],
): string[] {
  return changes(
    b,
    object.grant,
    object.owner,
    from,
    column.grants,
    ` (${quoteIdentifier(column.name)})`,
    true,
  );
}

function changes(
  catalog: Catalog,
  target: string,
  owner: string,
  from: readonly Grant[],
  to: readonly Grant[],
  columns: string,
  cascade: boolean,
): string[] {
  const matching = (list: readonly Grant[], grant: Grant): Grant | undefined =>
    list.find((other) => other.grantee === grant.grantee && other.grantor === grant.grantor);
  // What others passed on goes first and comes last.
  const revoked = byOwner(from, owner)
    .toReversed()
    .flatMap((grant) => take(catalog, target, owner, grant, matching(to, grant), columns, cascade));
  const given = byOwner(to, owner).flatMap((grant) => {
    const before = matching(from, grant);
    return give(
      catalog,
      target,
      owner,
      before === undefined ? grant : beyond(grant, before),
      columns,
    );
  });
  return [...revoked, ...given];
}

function take(
  catalog: Catalog,
  target: string,
  owner: string,
  from: Grant,
  to: Grant | undefined,
  columns: string,
  cascade: boolean,
): string[] {
  const lost = from.privileges.filter((name) => to?.privileges.includes(name) !== true);
  const options = from.grantable.filter(
    (name) => to?.privileges.includes(name) === true && !to.grantable.includes(name),
  );
  const tail = `FROM ${roleSql(catalog, from.grantee)}${cascade && from.grantable.length > 0 ? " CASCADE" : ""}`;
  const list = (names: readonly string[]): string =>
    names.length === from.privileges.length && columns === ""
      ? "ALL"
      : names.map((name) => name + columns).join(", ");
  const statements = [
    ...(lost.length === 0 ? [] : [`REVOKE ${list(lost)} ON ${target} ${tail}`]),
    ...(options.length === 0
      ? []
      : [
          `REVOKE GRANT OPTION FOR ${options.map((name) => name + columns).join(", ")} ON ${target} ${tail}`,
        ]),
  ];
  if (from.grantor === owner || statements.length === 0) return statements;
  return [`SET ROLE ${roleSql(catalog, from.grantor)}`, ...statements, "RESET ROLE"];
}

function beyond(grant: Grant, before: Grant): Grant {
  const grantable = grant.grantable.filter((name) => !before.grantable.includes(name));
  const privileges = grant.privileges.filter(
    (name) => !before.privileges.includes(name) || grantable.includes(name),
  );
  return { ...grant, privileges, grantable };
}

function byOwner(grants: readonly Grant[], owner: string): Grant[] {
  return grants.toSorted((a, b) => Number(a.grantor !== owner) - Number(b.grantor !== owner));
}

function withoutMaintain(grant: Grant): Grant {
  const other = (name: string): boolean => name !== "MAINTAIN";
  return {
    ...grant,
    privileges: grant.privileges.filter(other),
    grantable: grant.grantable.filter(other),
  };
}
