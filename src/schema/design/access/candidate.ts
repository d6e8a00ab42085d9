import { createHash } from "node:crypto";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { bytes, MAX_BYTES } from "../names.ts";
import type { DesignedColumn, DesignedTable } from "../tables.ts";

/** An index that may come to be. */
export interface Candidate {
  readonly name: string;
  /** The statement. */
  readonly sql: string;
  readonly table: DesignedTable;
  /** Of a btree its columns in their order; empty of other methods. */
  readonly columns: readonly string[];
  readonly where: string | null;
}

export interface Key {
  readonly column: DesignedColumn;
  readonly descending?: boolean;
}

interface Btree {
  readonly keys: readonly Key[];
  readonly include?: readonly DesignedColumn[];
  readonly where: string | null;
}

export function btree(table: DesignedTable, { keys, include = [], where }: Btree): Candidate {
  // read backwards it is in the other direction
  const directions = new Set(keys.map(({ descending = false }) => descending));
  const mixed = directions.size > 1;
  const parts = keys.map(
    ({ column, descending = false }) =>
      `${quoteIdentifier(column.name)}${mixed && descending ? " desc" : ""}`,
  );
  const included = include.map(({ name }) => quoteIdentifier(name)).join(", ");
  const tail = `(${parts.join(", ")})${included === "" ? "" : ` include (${included})`}`;
  const columns = keys.map(({ column }) => column.name);
  return { ...named(table, columns, tail, where), columns, where };
}

/** `elements` are columns, operator classes with them, or expressions. */
export function inverted(
  table: DesignedTable,
  method: "gin" | "gist",
  about: readonly DesignedColumn[],
  elements: readonly string[],
): Candidate {
  const where = table.livePredicate;
  const names = about.map(({ name }) => name);
  return {
    ...named(table, names, `using ${method} (${elements.join(", ")})`, where),
    columns: [],
    where,
  };
}

function named(
  table: DesignedTable,
  columns: readonly string[],
  tail: string,
  where: string | null,
): Pick<Candidate, "name" | "sql" | "table"> {
  const rest = `on ${qualified(table.schema, table.name)} ${tail}${where === null ? "" : ` where ${where}`}`;
  const name = indexName([table.name, ...columns], rest, where !== null);
  return { name, sql: `create index ${quoteIdentifier(name)} ${rest}`, table };
}

/** As Postgres names indexes; where that is too long, or another index of these columns could be meant, some digits of what it is. */
function indexName(words: readonly string[], definition: string, partial: boolean): string {
  const plain = / include | desc|using /.test(definition) === false;
  const suffix = `${partial ? "_live" : ""}${plain ? "" : `_${digits(definition)}`}_idx`;
  const stem = words.join("_");
  if (bytes(stem + suffix) <= MAX_BYTES) return stem + suffix;
  const end = `_${digits(definition)}_idx`;
  let kept = stem;
  while (bytes(kept + end) > MAX_BYTES) kept = Array.from(kept).slice(0, -1).join("");
  return kept + end;
}

const digits = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 6);
