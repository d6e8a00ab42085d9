import type { Grant } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";

export interface Change {
  readonly fix: string;
  readonly rollback: string;
}

export const roleSql = (role: string | null): string =>
  role === null ? "PUBLIC" : quoteIdentifier(role);

/** Takes privileges of a grant away; `target` is as GRANT addresses it (`TABLE public.tasks`), `owner` the object's. */
export function revocation(
  target: string,
  owner: string,
  grant: Grant,
  privileges: readonly string[] = grant.privileges,
  columns = "",
): Change {
  const words = (names: readonly string[]): string =>
    names.map((name) => name + columns).join(", ");
  const to = roleSql(grant.grantee);
  const plain = privileges.filter((name) => !grant.grantable.includes(name));
  const grantable = privileges.filter((name) => grant.grantable.includes(name));
  const back = [
    ...(plain.length === 0 ? [] : [`GRANT ${words(plain)} ON ${target} TO ${to};`]),
    ...(grantable.length === 0
      ? []
      : [`GRANT ${words(grantable)} ON ${target} TO ${to} WITH GRANT OPTION;`]),
  ];
  return {
    fix: by(owner, grant, `REVOKE ${words(privileges)} ON ${target} FROM ${to};`),
    rollback: by(owner, grant, back.join("\n")),
  };
}

/** What was not given by the owner, its giver alone takes away and gives again. */
function by(owner: string, { grantor }: Grant, sql: string): string {
  if (grantor === owner) return sql;
  return `SET ROLE ${quoteIdentifier(grantor)};\n${sql}\nRESET ROLE;`;
}
