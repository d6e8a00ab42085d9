import type { Catalog, ForeignGrants } from "../../postgres/catalog/model/catalog.ts";
import { give } from "./grants.ts";
import { roleSql } from "./role-sql.ts";

/** Privileges on what Postgres or an extension made: everything is taken away, and what there is is given. */
export function foreignGrantStatements(
  catalog: Catalog,
  { kind, name, grants }: ForeignGrants,
): string[] {
  const target = `${words[kind] ?? kind.toUpperCase()} ${name}`;
  const grantees = [null, ...new Set(grants.flatMap(({ grantee }) => grantee ?? []))];
  return [
    ...grantees.map((grantee) => `REVOKE ALL ON ${target} FROM ${roleSql(catalog, grantee)}`),
    ...grants.flatMap((grant) => give(catalog, target, grant.grantor, grant)),
  ];
}

const words: Readonly<Record<string, string>> = {
  "foreign-data wrapper": "FOREIGN DATA WRAPPER",
  view: "TABLE",
  "materialized view": "TABLE",
  "foreign table": "TABLE",
  aggregate: "FUNCTION",
};
