import type { Table } from "../../../postgres/catalog/model/table.ts";
import { nameOf } from "../../rows/name.ts";
import type { Check, Reader, Violation } from "../check.ts";
import { violatorsOf } from "../violators.ts";
import { code, rowsThat } from "../words.ts";

/** Rows that lie in a partition whose bounds they do not meet, where no query that prunes finds them. */
export const partitions: Check = {
  id: "partitions",
  *probes({ catalog }) {
    for (const table of catalog.tables)
      if (table.partitionBound !== null && table.kind === "table")
        yield {
          object: nameOf(table),
          reads: [nameOf(table)],
          samples: true,
          run: (reader) => misplaced(reader, table),
        };
  },
};

async function misplaced(reader: Reader, table: Table): Promise<Violation[]> {
  const [bounds] = await reader.rows<{ sql: string | null }>(
    "select pg_catalog.pg_get_partition_constraintdef($1::regclass) as sql",
    { params: [nameOf(table)] },
  );
  if (bounds?.sql == null) return [];
  const { count, samples } = await violatorsOf(reader, table, `not (${bounds.sql})`, true);
  if (count === 0) return [];
  const parent = table.inherits.map(nameOf).join(", ");
  return [
    {
      level: "error",
      object: nameOf(table),
      message: `${rowsThat(count, "lie")} in this partition of ${code(parent)} outside its bounds, and queries that prune do not find them. Move them: the fix inserts them anew by way of the parent.`,
      count,
      samples,
      fix: `WITH moved AS (DELETE FROM ONLY ${nameOf(table)} WHERE NOT (${bounds.sql}) RETURNING *) INSERT INTO ${parent} SELECT * FROM moved;`,
    },
  ];
}
