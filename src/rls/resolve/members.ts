import { identifier } from "../../core/identifier.ts";
import type { Finding } from "../../core/finding.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Intent } from "../intent.ts";
import type { Path, ResolvedIntent } from "../resolved.ts";
import { findColumn, findTable, printed, sameName } from "./find.ts";

type Members = NonNullable<ResolvedIntent["members"]>;

export function readMembers(intent: Intent, catalog: Catalog): Members | null {
  const said = intent.members;
  if (said === undefined) return null;
  const table = findTable(catalog, said.table, "members.table");
  const column = (name: string, field: string): string =>
    findColumn(table, name, `members.${field}`).name;
  return {
    table,
    tenant: column(said.tenant, "tenant"),
    user: column(said.user, "user"),
    role: said.role === undefined ? null : column(said.role, "role"),
  };
}

/** Of one table of the intent, where it leads. */
interface Paths {
  readonly tenant: Path | null;
  readonly owner: Path | null;
}

/**
 * The table of users as the table of members: where an owner's foreign key leads to a table whose tenant refers to the same tenants as
 * the rows do. Null where no owner's does, or where two lead to different tables.
 */
export function inferMembers(catalog: Catalog, tables: readonly Paths[]): Members | null {
  const found = new Map<string, Members>();
  const tenants = tables.flatMap(({ tenant }) => (tenant === null ? [] : [tenant]));
  const referred = new Set(tenants.map((path) => targetOf(catalog, path)));
  for (const { owner } of tables) {
    const user = owner === null ? undefined : reference(catalog, owner.table, owner.column);
    const users = catalog.tables.find((table) => user !== undefined && sameName(table, user.table));
    if (user === undefined || users === undefined) continue;
    for (const constraint of users.constraints) {
      const [tenant, ...more] = constraint.columns;
      if (constraint.references === null || tenant === undefined || more.length > 0) continue;
      if (!referred.has(printed(constraint.references.table))) continue;
      const members = { table: users, tenant, user: user.key, role: null };
      found.set(`${printed(users)} ${tenant} ${user.key}`, members);
    }
  }
  const [members, ...others] = found.values();
  return members === undefined || others.length > 0 ? null : members;
}

export function inferred({ table, tenant, user }: Members): Finding {
  const object = printed(table);
  const said = JSON.stringify({ table: object, tenant, user });
  return {
    rule: "members-inferred",
    level: "warning",
    object,
    message: `The intent names no members, so a user's tenant is taken from ${identifier(object)}.${identifier(quoteIdentifier(tenant))}, to which the owners' foreign key leads. If that is meant, write it: members: ${identifier(said)}.`,
    evidence: "rule",
    key: `members-inferred:${object}`,
  };
}

/** The table to which a path's column refers, or, where it is the key of the tenants themselves, the table it is in. */
const targetOf = (catalog: Catalog, { table, column }: Path): string =>
  printed(reference(catalog, table, column)?.table ?? table);

function reference(
  catalog: Catalog,
  table: ObjectName,
  column: string,
): { readonly table: ObjectName; readonly key: string } | undefined {
  const found: Table | undefined = catalog.tables.find((candidate) => sameName(candidate, table));
  for (const { columns, references } of found?.constraints ?? []) {
    const key = references?.columns[columns.indexOf(column)];
    if (references !== null && key !== undefined) return { table: references.table, key };
  }
  return undefined;
}
