import type { DesignedTable } from "../tables.ts";

/** Tables behind those that they refer to; within a cycle as they come. */
export function inOrder(tables: readonly DesignedTable[]): DesignedTable[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered: DesignedTable[] = [];
  const begun = new Set<DesignedTable>();
  const place = (table: DesignedTable): void => {
    if (begun.has(table)) return;
    begun.add(table);
    for (const { references } of table.foreignKeys) {
      const referenced = byName.get(references.table);
      if (referenced !== undefined) place(referenced);
    }
    ordered.push(table);
  };
  for (const table of tables) place(table);
  return ordered;
}
