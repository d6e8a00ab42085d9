import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { list } from "./print/table.ts";
import { fitted } from "./names.ts";
import type { Design, DesignedIndex, DesignedPurge, DesignedTable } from "./tables.ts";

/** Rows of one statement: few enough that nobody waits for its locks. */
const BATCH = 5_000;

export interface Maintenance {
  readonly purpose: string;
  readonly sql: string;
}

/** Statements to be repeated, daily perhaps, until they delete nothing. */
export function maintenanceOf({ tables, purges }: Design): Maintenance[] {
  return purges.flatMap((purge) => {
    const table = tables.find(({ name }) => name === purge.table);
    if (table === undefined) return [];
    const { days, column } = purge;
    const until = days === 0 ? "now()" : `now() - interval '${days} days'`;
    const after = days === 0 ? "" : ` ${days} days after ${column}`;
    return [
      {
        purpose: `Delete from ${purge.table} what has had its time${after}; again until it deletes nothing.`,
        sql: purgeSql(table, purge, until),
      },
    ];
  });
}

/** `until` is SQL. */
export function purgeSql(
  { schema, name, primaryKey }: DesignedTable,
  { column }: DesignedPurge,
  until: string,
): string {
  const [table, key, time] = [qualified(schema, name), list(primaryKey), quoteIdentifier(column)];
  return `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${time} < ${until} ORDER BY ${time} LIMIT ${BATCH})`;
}

interface PurgeIndex {
  readonly table: string;
  readonly purge: DesignedPurge;
  readonly index: DesignedIndex;
}

/** What purges could read; where most rows have no such time, the index has only those that do. */
export function purgeIndexes(
  { model, tables, purges }: Design,
  others: readonly DesignedIndex[],
): PurgeIndex[] {
  return purges.flatMap((purge) => {
    const { table, column } = purge;
    const there = `ON ${qualified(model.schema, table)} (${quoteIdentifier(column)}`;
    if (others.some(({ sql }) => sql.includes(`${there})`) || sql.includes(`${there},`))) return [];
    const nullable = tables
      .find(({ name }) => name === table)
      ?.columns.some(({ name, notNull }) => name === column && !notNull);
    const name = fitted(`${table}_${column}`, "_purge_idx");
    const where = nullable === true ? ` WHERE ${quoteIdentifier(column)} IS NOT NULL` : "";
    const index: DesignedIndex = {
      name,
      sql: `CREATE INDEX ${quoteIdentifier(name)} ${there})${where}`,
      serves: [`purge of ${table}`],
      evidence: "rule",
      plan: "",
    };
    return [{ table, purge, index }];
  });
}
