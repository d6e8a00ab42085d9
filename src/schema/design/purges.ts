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
export function maintenanceOf({ model, tables, purges }: Design): Maintenance[] {
  return purges.flatMap((purge) => {
    const table = tables.find(({ name }) => name === purge.table);
    if (table === undefined) return [];
    const after = purge.days === 0 ? "" : ` ${purge.days} days after ${purge.column}`;
    return [
      {
        purpose: `Delete from ${purge.table} what has had its time${after}; again until it deletes nothing.`,
        sql: purgeSql(qualified(model.schema, purge.table), table, purge),
      },
    ];
  });
}

function purgeSql(
  name: string,
  { primaryKey }: DesignedTable,
  { column, days }: DesignedPurge,
): string {
  const [key, time] = [list(primaryKey), quoteIdentifier(column)];
  const until = days === 0 ? "now()" : `now() - interval '${days} days'`;
  return `DELETE FROM ${name} WHERE (${key}) IN (SELECT ${key} FROM ${name} WHERE ${time} < ${until} ORDER BY ${time} LIMIT ${BATCH})`;
}

/** Without them each purge reads its table as a whole. Where most rows have no such time, the index has only those that do. */
export function purgeIndexes(
  { model, tables, purges }: Design,
  others: readonly DesignedIndex[],
): DesignedIndex[] {
  return purges.flatMap(({ table, column }) => {
    const there = `ON ${qualified(model.schema, table)} (${quoteIdentifier(column)}`;
    if (others.some(({ sql }) => sql.includes(`${there})`) || sql.includes(`${there},`))) return [];
    const nullable = tables
      .find(({ name }) => name === table)
      ?.columns.some(({ name, notNull }) => name === column && !notNull);
    const name = fitted(`${table}_${column}`, "_purge_idx");
    const where = nullable === true ? ` WHERE ${quoteIdentifier(column)} IS NOT NULL` : "";
    return [
      {
        name,
        sql: `CREATE INDEX ${quoteIdentifier(name)} ${there})${where}`,
        serves: [`purge of ${table}`],
        evidence: "rule" as const,
        plan: "",
      },
    ];
  });
}
