import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Grant } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { GrantedObject } from "./objects.ts";
import { roleSql } from "./role-sql.ts";

/** GRANT and REVOKE that lead from the privileges that an object is born with to those it has. */
export function grantStatements(catalog: Catalog, object: GrantedObject): string[] {
  return [
    ...changes(catalog, object.grant, object.owner, object.born, object.grants),
    ...object.columns.flatMap((column) =>
      column.grants.flatMap((grant) =>
        give(catalog, object.grant, object.owner, grant, ` (${quoteIdentifier(column.name)})`),
      ),
    ),
  ];
}

/** From one list of privileges to another. */
export function changes(
  catalog: Catalog,
  target: string,
  owner: string,
  from: readonly Grant[],
  to: readonly Grant[],
): string[] {
  const revoked = from.flatMap((born) => {
    const now = to.find((grant) => sameParties(born, grant));
    const lost = born.privileges.filter((name) => now?.privileges.includes(name) !== true);
    const names = now === undefined ? "ALL" : lost.join(", ");
    return names === ""
      ? []
      : [`REVOKE ${names} ON ${target} FROM ${roleSql(catalog, born.grantee)}`];
  });
  const given = inOrder(to, owner).flatMap((grant) => {
    const born = from.find((other) => sameParties(other, grant));
    return give(catalog, target, owner, born === undefined ? grant : without(grant, born));
  });
  return [...revoked, ...given];
}

/** One entry: what may be passed on and what may not, by the role that gave it. */
export function give(
  catalog: Catalog,
  target: string,
  owner: string,
  grant: Grant,
  columns = "",
): string[] {
  const { privileges, grantable, grantee, grantor } = grant;
  const plain = privileges.filter((name) => !grantable.includes(name));
  const statement = (names: readonly string[], option: string): string[] => {
    if (names.length === 0) return [];
    const words = isWholeTable(catalog, names)
      ? "ALL"
      : names.map((name) => name + columns).join(", ");
    return [`GRANT ${words} ON ${target} TO ${roleSql(catalog, grantee)}${option}`];
  };
  const statements = [...statement(plain, ""), ...statement(grantable, " WITH GRANT OPTION")];
  if (grantor === owner || statements.length === 0) return statements;
  return [`SET ROLE ${roleSql(catalog, grantor)}`, ...statements, "RESET ROLE"];
}

/** All that there is on a table before Postgres 17, where a copy may have MAINTAIN besides. */
function isWholeTable(catalog: Catalog, privileges: readonly string[]): boolean {
  const names = "DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE";
  return catalog.version < 170000 && privileges.join(", ") === names;
}

function without(grant: Grant, born: Grant): Grant {
  const grantable = grant.grantable.filter((name) => !born.grantable.includes(name));
  const privileges = grant.privileges.filter(
    (name) => !born.privileges.includes(name) || grantable.includes(name),
  );
  return { ...grant, privileges, grantable };
}

/** What the owner gave comes before what others passed on. */
function inOrder(grants: readonly Grant[], owner: string): Grant[] {
  return grants.toSorted((a, b) => Number(a.grantor !== owner) - Number(b.grantor !== owner));
}

function sameParties(a: Grant, b: Grant): boolean {
  return a.grantee === b.grantee && a.grantor === b.grantor;
}
