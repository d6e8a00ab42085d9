import type { Judged } from "./judged.ts";
import { writtenTables } from "./shape.ts";
import type { Resolve, TableFacts } from "./tables.ts";

/** Writes to a table while the statements were counted. */
export type Writes = (table: TableFacts) => number;

/**
 * Statements that write to a table, however many rows each writes, because one is enough to make an answer stale. Rows that the table's
 * counters saw updated or deleted beyond those are added: triggers, cascades and forgotten statements write too.
 */
export function countWrites(statements: readonly Judged[], resolve: Resolve): Writes {
  const counted = new Map<string, { calls: number; rows: number }>();
  for (const { node, calls, rows } of statements)
    for (const name of writtenTables(node)) {
      const table = resolve(name);
      if (table === undefined) continue;
      const known = counted.get(table.oid) ?? { calls: 0, rows: 0 };
      counted.set(table.oid, { calls: known.calls + calls, rows: known.rows + rows });
    }
  return ({ oid, changed }) => {
    const { calls, rows } = counted.get(oid) ?? { calls: 0, rows: 0 };
    return calls + Math.max(0, changed - rows);
  };
}
