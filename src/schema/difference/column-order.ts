import { differences } from "../../postgres/catalog/differences.ts";
import type { Difference } from "../../postgres/catalog/differences.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { nameOf } from "../text.ts";

/** What is different but for the order of columns, which ALTER TABLE cannot change. */
export function differencesButColumnOrder(a: Catalog, b: Catalog): Difference[] {
  return differences(a, b).filter(({ object, path }) => !isOrder(object, path));
}

/** `columns.title.position` of a table or a composite type. */
function isOrder(object: string, path: string): boolean {
  return (
    /^(table|type) /.test(object) && /^columns\.("(?:[^"]|"")*"|[^.]+)\."?position"?$/.test(path)
  );
}

/** Tables whose columns will not be in the wanted order. */
export function unorderedTables(a: Catalog, b: Catalog): string[] {
  const wanted = new Map(b.tables.map((table) => [nameOf(table), table]));
  return a.tables.flatMap((table) => {
    const other = wanted.get(nameOf(table));
    return other !== undefined && isUnordered(table, other) ? [nameOf(table)] : [];
  });
}

/** What a table has stays in front of what is added; a table of a type has to have the order of the type. */
export function isUnordered(a: Table, b: Table): boolean {
  const names = b.columns.map(({ name }) => name);
  const kept = a.columns.map(({ name }) => name).filter((name) => names.includes(name));
  const added = names.filter((name) => !kept.includes(name));
  return [...kept, ...added].join("\n") !== names.join("\n");
}
