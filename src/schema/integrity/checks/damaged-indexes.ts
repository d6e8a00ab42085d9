import type { Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { qualified } from "../../../sql/quote.ts";
import { ToolError } from "../../../core/errors.ts";
import { nameOf } from "../../rows/name.ts";
import type { Check, Reader, Violation } from "../check.ts";
import { code } from "../words.ts";

interface Indexed {
  readonly table: Table;
  readonly index: Index;
  readonly name: string;
}

/** Indexes that do not say what is in the table: by amcheck, which reads each index and looks up every row of its table in it. */
export const damagedIndexes: Check = {
  id: "damaged-indexes",
  unavailable: ({ catalog }) =>
    catalog.extensions.some(({ name }) => name === "amcheck")
      ? undefined
      : "amcheck is not installed; have an owner run `CREATE EXTENSION amcheck`, then call again",
  *probes({ catalog }) {
    const schema = catalog.extensions.find(({ name }) => name === "amcheck")?.schema ?? "public";
    for (const one of indexesOf(catalog.tables))
      yield {
        object: one.name,
        reads: [nameOf(one.table)],
        samples: false,
        run: (reader) => examine(reader, one, schema),
      };
  },
};

const indexesOf = (tables: readonly Table[]): Indexed[] =>
  tables
    .filter(({ kind }) => kind === "table")
    .flatMap((table) =>
      table.indexes
        .filter(({ method, valid }) => method === "btree" && valid)
        .map((index) => ({ table, index, name: qualified(table.schema, index.name) })),
    );

/** amcheck says either, of the table's rows and of the index's order. */
const DAMAGE = new Set(["XX001", "XX002"]);

async function examine(
  reader: Reader,
  { index, name, table }: Indexed,
  schema: string,
): Promise<Violation[]> {
  // from 17 on it looks for equal keys in a unique index, too
  const unique = reader.version >= 170_000 && index.unique ? ", true" : "";
  try {
    await reader.rows(
      `select ${qualified(schema, "bt_index_check")}($1::regclass, true${unique})`,
      { params: [name] },
    );
    return [];
  } catch (error) {
    if (!(error instanceof ToolError) || !DAMAGE.has(error.sqlstate ?? "")) throw error;
    return [
      {
        level: "error",
        object: name,
        message: `The index does not agree with ${code(nameOf(table))}: queries that use it lose rows${index.unique ? ", and it lets duplicates in" : ""}. amcheck says: ${code(error.quoted?.split("\n")[0] ?? "")}. A function or collation under it has changed, or storage failed. Rebuild it.`,
        fix: `REINDEX INDEX CONCURRENTLY ${name};`,
      },
    ];
  }
}
