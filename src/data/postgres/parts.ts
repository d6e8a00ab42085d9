import type { Table } from "../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { fromClause, piecesOf } from "../pieces.ts";
import type { Stored } from "../stored.ts";
import { formatOf } from "./copy-format.ts";
import type { Part } from "./ledger.ts";

/** The rows of all tables in parts, the largest tables first. Each leaf of a partitioned table is a table of its own. */
export function partsOf(
  stored: ReadonlyMap<string, Stored>,
  tables: readonly Table[],
  version: number,
  most?: number,
): Part[] {
  const known = new Set(tables.map((table) => qualified(table.schema, table.name)));
  const parts = Array.from(stored.values()).flatMap((each) =>
    piecesOf(each, version, most).map(({ from, blocks: [first, last] = [null, null], weight }) => ({
      table: from.replace(/^only /, ""),
      from,
      first,
      last: last ?? null,
      weight,
    })),
  );
  const numbers = new Map<string, number>();
  return parts
    .filter(({ table }) => known.has(table))
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ table, from, first, last }) => {
      const part = (numbers.get(table) ?? 0) + 1;
      numbers.set(table, part);
      return { table, part, from, first, last };
    });
}

/** COPY out of the source and into the target. What is generated is computed again. */
export function copySql(
  part: Part,
  { columns, generated, format }: Columns,
): { out: string; into: string } {
  const { table, from, first, last } = part;
  const list = columns.map(quoteIdentifier).join(", ");
  const named = columns.length === 0 ? "" : ` (${list})`;
  // COPY of a relation reads no children and is the quicker form
  const whole = from.startsWith("only ") && first === null;
  const clause = fromClause({
    from,
    weight: 0,
    ...(first === null ? {} : { blocks: [first, last ?? undefined] }),
  });
  const selected = columns.map((name) => `t.${quoteIdentifier(name)}`).join(", ");
  const read = whole ? `${table}${named}` : `(select ${selected} ${clause})`;
  if (columns.length === 0 && generated) throw new Error(`${table} has generated columns only`);
  const how = format === "binary" ? " (format binary)" : "";
  return { out: `copy ${read} to stdout${how}`, into: `copy ${table}${named} from stdin${how}` };
}

export interface Columns {
  readonly columns: readonly string[];
  /** There are generated columns besides. */
  readonly generated: boolean;
  readonly format: "binary" | "text";
}

export function columnsOf({ columns }: Table): Columns {
  const stored = columns.filter(({ generated }) => generated === null);
  return {
    columns: stored.map(({ name }) => name),
    generated: stored.length < columns.length,
    format: formatOf(stored),
  };
}
