import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Index } from "../../postgres/catalog/model/constraint.ts";
import type { Table, View } from "../../postgres/catalog/model/table.ts";
import { qualified } from "../../sql/quote.ts";
import { nameOf } from "../engine/names.ts";
import type { IndexFacts, TableFacts } from "./schema.ts";

const PAGE = 8_192;
/** Page header; of a B-tree's page, its special space too. */
const HEAP_HEADER = 24;
const TREE_HEADER = 24 + 16;
const POINTER = 4;
const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/**
 * Bytes that the rows of a table would take when written anew: header of 23 bytes and the null bitmap, the average values of `pg_stats`,
 * a pointer each (Postgres manual, "Database Page Layout"). Padding between columns is not counted, so that it is a little too small.
 */
export function idealHeapBytes(table: Table | View, known: TableFacts): number | undefined {
  const widths = widthsOf(table.columns, known);
  if (widths === undefined || known.rows <= 0) return undefined;
  const row = aligned(23 + table.columns.length / 8) + aligned(widths) + POINTER;
  return pages(known.rows * row, PAGE - HEAP_HEADER, fillfactor(table.options, 100));
}

/**
 * Bytes that the leaves of a B-tree would take when built anew, equal keys stored once with six bytes for each row; undefined for other
 * methods and for expressions.
 */
export function idealIndexBytes(
  index: Index,
  entries: number,
  known: TableFacts,
): number | undefined {
  if (index.method !== "btree" || entries <= 0) return undefined;
  const names = [...index.keys.map(({ column }) => column), ...index.include];
  if (names.includes(null)) return undefined;
  const widths = widthsOf(
    names.map((name) => ({ name: name ?? "" })),
    known,
  );
  if (widths === undefined) return undefined;
  const entry = 8 + aligned(widths) + POINTER;
  const plain = entries * entry;
  const room = PAGE - TREE_HEADER;
  const filled = fillfactor(index.options, 90);
  const [first] = index.keys;
  const distinct = known.columns.get(first?.column ?? "")?.distinct;
  const shared =
    !index.unique && names.length === 1 && index.options["deduplicate_items"] !== "off";
  if (!shared || distinct === undefined) return pages(plain, room, filled);
  const groups = distinct < 0 ? -distinct * entries : distinct;
  return pages(Math.min(plain, groups * entry + entries * 6), room, filled);
}

const pages = (bytes: number, room: number, filled: number): number =>
  Math.ceil(bytes / (room * filled)) * PAGE;

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
