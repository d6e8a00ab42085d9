import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { placeOf, type Message } from "./message.ts";

/** What a message is about. */
export type Broken =
  | { readonly table: Table; readonly constraint: Constraint }
  | { readonly table: Table; readonly column: Column }
  /** A unique index, which may not be there because it could not be built. */
  | { readonly table: Table; readonly index: string; readonly columns: readonly string[] };

/** The constraint, unique index or required column that a message names; of several, that with the longest name. */
export function findBroken({ tables }: Catalog, message: Message): Broken | undefined {
  const isNamed = ({ name }: { readonly name: string }): boolean => placeOf(name, message) !== -1;
  const whole = ({ partitionBound }: Table): number => Number(partitionBound !== null);
  const ordered = tables.toSorted(
    (a, b) => Number(isNamed(b)) - Number(isNamed(a)) || whole(a) - whole(b),
  );
  const { says } = message;
  if (says === "null" || says === "nulls") {
    const found = columnOf(ordered.filter(isNamed), message);
    if (found !== undefined) return found;
  }
  const found = ordered.flatMap((table): { name: string; broken: Broken }[] => [
    ...table.constraints
      .filter(isNamed)
      .map((constraint) => ({ name: constraint.name, broken: { table, constraint } })),
    ...table.indexes
      .filter((index) => index.unique && index.constraint === null && isNamed(index))
      .map(({ name, keys }) => ({
        name,
        broken: {
          table,
          index: name,
          columns: keys.flatMap(({ column }) => (column === null ? [] : [column])),
        },
      })),
  ]);
  return (
    found.toSorted((a, b) => b.name.length - a.name.length)[0]?.broken ?? unbuilt(ordered, message)
  );
}

/** The column that comes first in the message. */
function columnOf(tables: readonly Table[], message: Message): Broken | undefined {
  const found = tables.flatMap((table) =>
    table.columns.flatMap((column) => {
      const place = placeOf(column.name, message);
      return place === -1 ? [] : [{ table, column, place }];
    }),
  );
  const [first] = found.toSorted((a, b) => a.place - b.place);
  return first === undefined ? undefined : { table: first.table, column: first.column };
}

/** Postgres names an index that it could not build, and the columns of the duplicate, but not the table. */
function unbuilt(tables: readonly Table[], { text, says, key }: Message): Broken | undefined {
  const index = /unique index ["“„«](.+?)["”“»]/.exec(text)?.[1];
  if (says !== "building" || index === undefined || key === undefined) return undefined;
  const fitting = tables.filter((table) =>
    key.columns.every((column) => table.columns.some(({ name }) => name === column)),
  );
  const table = fitting.find(({ name }) => index.startsWith(name)) ?? fitting[0];
  return table === undefined ? undefined : { table, index, columns: key.columns };
}
