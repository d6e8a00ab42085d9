import { defaultGrants } from "../../postgres/catalog/read/grants.ts";
import type { GrantableKind } from "../../postgres/catalog/read/grants.ts";
import type { Catalog, DefaultPrivileges } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { changes } from "./grants.ts";
import { roleSql } from "./role-sql.ts";

/**
 * Those of every schema replace the privileges that objects are born with; those of one schema are added, so they begin with
 * nothing.
 */
export function defaultPrivilegeStatements(catalog: Catalog, item: DefaultPrivileges): string[] {
  const { role, schema, objects, grants } = item;
  const born = schema === null ? defaultGrants(kinds[objects], role, catalog.version) : [];
  const where = schema === null ? "" : ` IN SCHEMA ${quoteIdentifier(schema)}`;
  const head = `ALTER DEFAULT PRIVILEGES FOR ROLE ${roleSql(catalog, role)}${where}`;
  return changes(catalog, objects.toUpperCase(), role, born, grants).map(
    (statement) => `${head} ${statement}`,
  );
}

const kinds: Readonly<Record<DefaultPrivileges["objects"], GrantableKind>> = {
  tables: "table",
  sequences: "sequence",
  functions: "routine",
  types: "type",
  schemas: "schema",
  "large objects": "large object",
};
