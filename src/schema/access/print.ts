import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { DdlStatement } from "../ddl.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import { defaultPrivilegeStatements } from "./default-privileges.ts";
import { foreignGrantStatements } from "./foreign-grants.ts";
import { grantStatements } from "./grants.ts";
import { grantedObjects } from "./objects.ts";
import { ownedOnly, ownerStatements } from "./owners.ts";
import { policyStatements } from "./policies.ts";
import { userMappingStatements } from "./user-mappings.ts";

/**
 * Who may do what, after everything is there: policies while the tables are still the database owner's, then owners, then grants,
 * which are given in the owner's name, and at last the default privileges, which would otherwise be given to all that is made here.
 */
export function printAccess(catalog: Catalog): DdlStatement[] {
  const statement =
    (object: string) =>
    (sql: string): DdlStatement => ({ sql, object, part: "access" });
  const granted = grantedObjects(catalog);
  return [
    ...catalog.tables.flatMap((table) =>
      table.policies.flatMap((policy) =>
        policyStatements(catalog, table, policy).map(
          statement(`policy ${quoteIdentifier(policy.name)} on ${nameOf(table)}`),
        ),
      ),
    ),
    ...ownerStatements(catalog, [...ownedOnly(catalog), ...granted]).map(statement("owners")),
    ...granted.flatMap((object) =>
      grantStatements(catalog, object).map(statement(object.grant.toLowerCase())),
    ),
    ...catalog.others
      .filter(({ kind }) => kind === "user mapping")
      .flatMap((item) =>
        userMappingStatements(catalog, item).map(statement(`user mapping ${item.name}`)),
      ),
    ...catalog.foreignGrants.flatMap((item) =>
      foreignGrantStatements(catalog, item).map(statement(`${item.kind} ${item.name}`)),
    ),
    ...catalog.defaultPrivileges.flatMap((item) =>
      defaultPrivilegeStatements(catalog, item).map(statement("default privileges")),
    ),
  ];
}
