import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Grant } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { GrantedObject } from "./objects.ts";
import { roleSql } from "./roles.ts";

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

/** From one list of privileges to another: an entry that lost some is taken away as a whole and given anew. */
export function changes(
  catalog: Catalog,
  target: string,
  owner: string,
  from: readonly Grant[],
  to: readonly Grant[],
): string[] {
  const before = (grant: Grant): Grant | undefined => from.find((born) => sameParties(born, grant));
  const lost = from.filter((born) => {
    const now = to.find((grant) => sameParties(born, grant));
    return now === undefined || !born.privileges.every((name) => now.privileges.includes(name));
  });
  return [
    ...lost.map(({ grantee }) => `REVOKE ALL ON ${target} FROM ${roleSql(catalog, grantee)}`),
    ...inOrder(to, owner).flatMap((grant) => {
      const born = before(grant);
      if (born === undefined || lost.includes(born)) return give(catalog, target, owner, grant);
      return give(catalog, target, owner, without(grant, born));
    }),
  ];
}

/** One entry: what may be passed on and what may not, by the role that gave it. */
export function give(catalog: Catalog, target: string, owner: string, grant: Grant, columns = ""): string[] {
  const { privileges, grantable, grantee, grantor } = grant;
  const plain = privileges.filter((name) => !grantable.includes(name));
  const statement = (names: readonly string[], option: string): string[] =>
    names.length === 0
      ? []
      : [`GRANT ${names.map((name) => name + columns).join(", ")} ON ${target} TO ${roleSql(catalog, grantee)}${option}`];
  const statements = [...statement(plain, ""), ...statement(grantable, " WITH GRANT OPTION")];
  if (grantor === owner || statements.length === 0) return statements;
  return [`SET ROLE ${roleSql(catalog, grantor)}`, ...statements, "RESET ROLE"];
}

function without(grant: Grant, born: Grant): Grant {
  const grantable = grant.grantable.filter((name) => !born.grantable.includes(name));
  const privileges = grant.privileges.filter((name) => !born.privileges.includes(name) || grantable.includes(name));
  return { ...grant, privileges, grantable };
}

/** What the owner gave comes before what others passed on. */
function inOrder(grants: readonly Grant[], owner: string): Grant[] {
  return grants.toSorted((a, b) => Number(a.grantor !== owner) - Number(b.grantor !== owner));
}

function sameParties(a: Grant, b: Grant): boolean {
  return a.grantee === b.grantee && a.grantor === b.grantor;
}
