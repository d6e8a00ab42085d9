import { createHash } from "node:crypto";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { bytes, fitted, MAX_BYTES } from "../names.ts";
import type { DesignedColumn, DesignedTable } from "../tables.ts";

/** An index that may come to be. */
export interface Candidate {
  readonly name: string;
  /** The statement. */
  readonly sql: string;
  readonly table: DesignedTable;
  /** Of a btree its keys in their order; empty of other methods. */
  readonly keys: readonly Key[];
  /** Their names. */
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
      `${quoteIdentifier(column.name)}${mixed && descending ? " DESC" : ""}`,
  );
  const included = include.map(({ name }) => quoteIdentifier(name)).join(", ");
  const tail = `(${parts.join(", ")})${included === "" ? "" : ` INCLUDE (${included})`}`;
  const columns = keys.map(({ column }) => column.name);
  const words = keys.map(
    ({ column, descending = false }) => `${column.name}${mixed && descending ? "_desc" : ""}`,
  );
  return { ...named(table, words, tail, where), keys, columns, where };
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
    ...named(table, names, `USING ${method} (${elements.join(", ")})`, where),
    keys: [],
    columns: [],
    where,
  };
}

function named(
  table: DesignedTable,
  words: readonly string[],
  tail: string,
  where: string | null,
): Pick<Candidate, "name" | "sql" | "table"> {
  const rest = `ON ${qualified(table.schema, table.name)} ${tail}${where === null ? "" : ` WHERE ${where}`}`;
  const name = indexName([table.name, ...words], rest, where);
  return { name, sql: `CREATE INDEX ${quoteIdentifier(name)} ${rest}`, table };
}

/** As Postgres names indexes, and what tells those of the same columns apart; where that is too long, some digits of the definition. */
function indexName(words: readonly string[], definition: string, where: string | null): string {
  const kinds = [
    ...(/ USING (?:gin|gist) /.exec(definition) === null
      ? []
      : [definition.includes("tsvector") ? "search" : "contains"]),
    ...(definition.includes(" INCLUDE (") ? ["covering"] : []),
    ...(where === null ? [] : ["live"]),
  ];
  const name = [...words, ...kinds, "idx"].join("_");
  if (bytes(name) <= MAX_BYTES) return name;
  const digits = createHash("sha256").update(definition).digest("hex").slice(0, 6);
  return fitted(words.join("_"), `_${digits}_idx`);
}
