import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { rank } from "../item.ts";
import { key, keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { nameOf } from "../text.ts";
import { remake, same } from "./change.ts";
import type { Verdict } from "./change.ts";
import { removal } from "./part.ts";
import type { Part } from "./part.ts";
import type { TablePair } from "./table-pairs.ts";

export function typingKey(table: Table): Key {
  return keyOf("step", table, "of type");
}

/** Being `OF` a type: the columns have to be those of the type, and cannot change as long as it is. */
export function typingParts(table: Table): Part[] {
  if (table.ofType === null) return [];
  const alter = `ALTER TABLE ${nameOf(table)}`;
  return [
    {
      key: typingKey(table),
      object: `table ${nameOf(table)}`,
      rank: rank.table + 2,
      needs: [
        keyOf("type", table.ofType),
        ...table.columns.map(({ name }) => key("column", table.schema, table.name, name)),
      ],
      statements: [`${alter} OF ${nameOf(table.ofType)}`],
      ...removal(`${alter} NOT OF`, [keyOf("relation", table)]),
    },
  ];
}

export function typingVerdict({ a, b }: TablePair): Verdict {
  const columns = (table: Table): string =>
    JSON.stringify(
      table.columns.map(({ name, type, collation }: Column) => [name, type, collation]),
    );
  const type = (table: Table): string => (table.ofType === null ? "" : nameOf(table.ofType));
  return type(a) === type(b) && columns(a) === columns(b) ? same : remake;
}
