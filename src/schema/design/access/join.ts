import type { Model } from "../model.ts";
import { singular } from "../names.ts";
import type { DesignedColumn, DesignedForeignKey, DesignedTable } from "../tables.ts";

/** A table that joins two, seen from one of them. */
export interface Join {
  readonly table: DesignedTable;
  readonly tenant: DesignedColumn | undefined;
  /** Refers to the rows that are asked for. */
  readonly own: DesignedColumn;
  /** Of those, what refers to it. */
  readonly key: string;
  /** Refers to the row that is given. */
  readonly other: DesignedColumn;
}

/** The table of a many-to-many relationship by its name, or by that of the entity at its other end. */
export function findJoin(
  member: string,
  table: DesignedTable,
  { relationships }: Model,
  tables: readonly DesignedTable[],
): Join | undefined {
  for (const { from, to, kind, name } of relationships) {
    if (kind !== "many_to_many" || ![from, to].includes(table.entity ?? "")) continue;
    const backwards = from !== table.entity;
    const other = backwards ? from : to;
    if (![...(backwards ? [] : [name]), other, singular(other)].includes(member)) continue;
    const ends = [from, to].map((end) => tables.find(({ entity }) => entity === end)?.name);
    const found = tables.filter(
      (joining) =>
        joining.entity === null &&
        joining.foreignKeys.length >= 2 &&
        ends.every((end, at) => endOf(joining, at)?.references.table === end),
    );
    const join = found.find((joining) => joining.name.includes(name)) ?? found[0];
    const made = join && joinOf(join, backwards ? 1 : 0);
    if (made !== undefined) return made;
  }
  return undefined;
}

/** References of the primary key, which holds the column of `from` before that of `to`; either may begin with the tenant's. */
function endOf(joining: DesignedTable, at: number): DesignedForeignKey | undefined {
  const { foreignKeys, primaryKey } = joining;
  const place = ({ columns }: DesignedForeignKey): number =>
    primaryKey.indexOf(columns.at(-1) ?? "");
  const ends = foreignKeys.filter(
    ({ columns }) =>
      columns.at(-1) !== joining.tenantColumn && columns.every((name) => primaryKey.includes(name)),
  );
  return ends.toSorted((a, b) => place(a) - place(b))[at];
}

function joinOf(table: DesignedTable, at: number): Join | undefined {
  const column = (name: string | null | undefined): DesignedColumn | undefined =>
    table.columns.find((one) => one.name === name);
  const [reference, otherReference] = [endOf(table, at), endOf(table, 1 - at)];
  const own = column(reference?.columns.at(-1));
  const other = column(otherReference?.columns.at(-1));
  const key = reference?.references.columns.at(-1);
  if (own === undefined || other === undefined || key === undefined) return undefined;
  return { table, tenant: column(table.tenantColumn), own, key, other };
}
