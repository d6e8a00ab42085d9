import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Index } from "../../postgres/catalog/model/constraint.ts";
import type { Table, View } from "../../postgres/catalog/model/table.ts";
import {
  idealHeapBytes as heapBytes,
  idealTreeBytes as treeBytes,
} from "../../postgres/ideal-size.ts";
import { qualified } from "../../sql/quote.ts";
import { nameOf } from "../engine/names.ts";
import type { IndexFacts, TableFacts } from "./schema.ts";

/** As `src/postgres/ideal-size.ts` has it; undefined where nobody knows. */
export function idealHeapBytes(table: Table | View, known: TableFacts): number | undefined {
  const width = widthsOf(table.columns, known);
  if (width === undefined || known.rows <= 0) return undefined;
  const filled = fillfactor(table.options, 100);
  return heapBytes({
    count: known.rows,
    width,
    fillfactor: filled,
    columns: table.columns.length,
  });
}

/** The same of a B-tree; undefined for other methods and for expressions, too. */
export function idealIndexBytes(
  index: Index,
  entries: number,
  known: TableFacts,
): number | undefined {
  if (index.method !== "btree" || entries <= 0) return undefined;
  const names = [...index.keys.map(({ column }) => column), ...index.include];
  if (names.includes(null)) return undefined;
  const width = widthsOf(
    names.map((name) => ({ name: name ?? "" })),
    known,
  );
  if (width === undefined) return undefined;
  const [first] = index.keys;
  const shared =
    !index.unique && names.length === 1 && index.options["deduplicate_items"] !== "off";
  return treeBytes({
    count: entries,
    width,
    fillfactor: fillfactor(index.options, 90),
    distinct: shared ? known.columns.get(first?.column ?? "")?.distinct : undefined,
  });
}

const fillfactor = (options: Readonly<Record<string, string>>, usual: number): number =>
  Number(options["fillfactor"] ?? usual) / 100;

function widthsOf(
  columns: readonly { readonly name: string }[],
  { columns: known }: TableFacts,
): number | undefined {
  let sum = 0;
  for (const { name } of columns) {
    const facts = known.get(name);
    if (facts === undefined) return undefined;
    sum += facts.averageBytes * (1 - facts.nullFraction);
  }
  return sum;
}

/** Fills in what the tables and indexes would take when written anew. `entries` is by qualified name of the index. */
export function withIdealBytes(
  { tables: all, views }: Catalog,
  tables: ReadonlyMap<string, TableFacts>,
  indexes: ReadonlyMap<string, IndexFacts>,
  entries: ReadonlyMap<string, number>,
): { readonly tables: Map<string, TableFacts>; readonly indexes: Map<string, IndexFacts> } {
  const [heaps, trees] = [new Map(tables), new Map(indexes)];
  for (const table of [...all, ...views]) {
    const known = tables.get(nameOf(table));
    if (known === undefined) continue;
    heaps.set(nameOf(table), { ...known, idealBytes: idealHeapBytes(table, known) });
    for (const index of table.indexes) {
      const name = qualified(table.schema, index.name);
      const facts = indexes.get(name);
      if (facts === undefined) continue;
      const idealBytes = idealIndexBytes(index, entries.get(name) ?? -1, known);
      trees.set(name, { ...facts, idealBytes });
    }
  }
  return { tables: heaps, indexes: trees };
}
