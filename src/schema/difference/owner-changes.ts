import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { OwnedObject } from "../access/owners.ts";
import { isOwner, roleSql } from "../access/role-sql.ts";
import { quoteIdentifier } from "../../sql/quote.ts";

export interface OwnerChange extends OwnedObject {
  /** Who has it until then. */
  readonly from: string;
}

/**
 * OWNER TO where the owner is another. Postgres wants the new owner to be able to create things in the schema, which it is lent for that
 * time unless it can. Schemas come last.
 */
export function ownerChanges(a: Catalog, b: Catalog, objects: readonly OwnerChange[]): string[] {
  const changed = objects.filter(
    ({ alter, owner, from }) =>
      alter !== null && owner !== from && !(isOwner(b, owner) && isOwner(b, from)),
  );
  const change = ({ alter, owner }: OwnerChange): string =>
    `ALTER ${alter} OWNER TO ${roleSql(b, owner)}`;
  const [schemas, inside] = [changed.filter(isSchema), changed.filter((one) => !isSchema(one))];
  const loans = new Set(
    inside.flatMap(({ schema, owner }) =>
      schema === null || isOwner(b, owner) || mayCreate(a, schema, owner)
        ? []
        : [`CREATE ON SCHEMA ${quoteIdentifier(schema)}|${roleSql(b, owner)}`],
    ),
  );
  const lent = [...loans].map((loan) => loan.split("|"));
  return [
    ...lent.map(([what, role]) => `GRANT ${what} TO ${role}`),
    ...inside.map(change),
    ...lent.map(([what, role]) => `REVOKE ${what} FROM ${role}`),
    ...schemas.map(change),
  ];
}

function isSchema({ alter }: OwnerChange): boolean {
  return alter?.startsWith("SCHEMA ") ?? false;
}

function mayCreate(catalog: Catalog, schema: string, role: string): boolean {
  const found = catalog.schemas.find(({ name }) => name === schema);
  return (
    found?.owner === role ||
    found?.grants.some(
      ({ grantee, privileges }) =>
        (grantee === null || grantee === role) && privileges.includes("CREATE"),
    ) === true
  );
}
