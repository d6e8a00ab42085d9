import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { keyOf } from "../../oracle/world.ts";
import type { ResolvedIntent } from "../../resolved.ts";

export type Kind = "tenant" | "user";

/** A column that holds tenants or users: one of the intent, or one that such a column refers to. */
export interface Linked {
  readonly table: Table;
  readonly column: string;
  readonly kind: Kind;
  /** Foreign keys lead here. */
  readonly referenced: boolean;
}

/** Columns of the intent, and upwards from them along foreign keys. */
export function linkedColumns(intent: ResolvedIntent, { tables }: Catalog): Linked[] {
  const byName = new Map(tables.map((table) => [keyOf(table), table]));
  const found = new Map<string, Linked>();
  const add = (name: ObjectName, column: string, kind: Kind, referenced: boolean): void => {
    const table = byName.get(keyOf(name));
    const key = `${keyOf(name)}.${column}`;
    const before = found.get(key);
    if (table === undefined || (before !== undefined && (before.referenced || !referenced))) return;
    found.set(key, { table, column, kind, referenced });
    for (const { references, columns } of table.constraints) {
      const at = columns.indexOf(column);
      const to = references?.columns[at];
      if (references !== null && at !== -1 && to !== undefined)
        add(references.table, to, kind, true);
    }
  };
  for (const { tenant, owner } of intent.tables) {
    if (tenant !== null) add(tenant.table, tenant.column, "tenant", false);
    if (owner !== null) add(owner.table, owner.column, "user", false);
  }
  const { members } = intent;
  if (members !== null) {
    add(members.table, members.tenant, "tenant", false);
    add(members.table, members.user, "user", false);
  }
  return [...found.values()];
}
