import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { printed, sameIn } from "../alteration.ts";
import type { Stages } from "./stages.ts";

/** The numbers of the new table go on where those of the old one end, and back; names are those after the switch. */
export function carriedNumbers(
  table: Table,
  before: Catalog,
  { target, names, wanted }: Stages,
): { readonly forward: readonly string[]; readonly back: readonly string[] } {
  const pairs = target.columns.flatMap(({ name }) => {
    const own = sequenceOf(target, name, wanted.catalog);
    const old = sequenceOf(table, name, before);
    if (own === undefined || (old !== undefined && isShared(old, own, before, wanted.catalog)))
      return [];
    return [{ name, own, old: old === undefined ? undefined : names.oldName(old) }];
  });
  return {
    forward: pairs.map(({ name, own, old }) =>
      old === undefined ? behind(own, target, name) : carry(own, old),
    ),
    back: pairs.flatMap(({ own, old }) => (old === undefined ? [] : [carry(old, own)])),
  };
}

function sequenceOf(table: Table, column: string, { sequences }: Catalog): ObjectName | undefined {
  const identity = table.columns.find(({ name }) => name === column)?.identity?.sequence;
  return (
    identity ??
    sequences.find(
      ({ ownedBy }) =>
        ownedBy !== null && ownedBy.column === column && printed(ownedBy.table) === printed(table),
    )
  );
}

/** A sequence that is no identity column's goes from one table to the other. */
const isShared = (old: ObjectName, own: ObjectName, before: Catalog, after: Catalog): boolean =>
  printed(old) === printed(own) &&
  sameIn(before.sequences, old) !== undefined &&
  sameIn(after.sequences, own) !== undefined;

const carry = (into: ObjectName, from: ObjectName): string =>
  `SELECT pg_catalog.setval(${quoteLiteral(printed(into))}, last_value, is_called) FROM ${printed(from)}`;

const behind = (sequence: ObjectName, table: ObjectName, column: string): string =>
  `SELECT pg_catalog.setval(${quoteLiteral(printed(sequence))}, max(${quoteIdentifier(column)})) FROM ${printed(table)} HAVING max(${quoteIdentifier(column)}) > 0`;
