import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import type { DesignedForeignKey, DesignedIndex, DesignedTable } from "../tables.ts";
import { shortType } from "./short-type.ts";
import type { DrawnColumn, DrawnReference, DrawnSchema, DrawnTable } from "./drawn.ts";

/** The tables of a design, with the indexes that it has beside keys. */
export function drawSchema(
  tables: readonly DesignedTable[],
  indexes: readonly Pick<DesignedIndex, "sql">[],
): DrawnSchema {
  const [first] = tables;
  const alone = tables.every(({ schema }) => schema === first?.schema);
  return {
    tables: tables.map((table) => drawTable(table, alone, indexes)),
    references: tables.flatMap((table, from) =>
      table.foreignKeys.map((key) => drawReference(table, key, from, tables)),
    ),
  };
}

function drawTable(
  table: DesignedTable,
  alone: boolean,
  indexes: readonly Pick<DesignedIndex, "sql">[],
): DrawnTable {
  const { schema, name, comment, expectedRows } = table;
  const on = ` ON ${qualified(schema, name)} `;
  return {
    name: alone ? quoteIdentifier(name) : qualified(schema, name),
    comment,
    rows: expectedRows,
    columns: table.columns.map((column) => drawColumn(table, column)),
    indexes: indexes.flatMap(({ sql }) => {
      const at = sql.indexOf(on);
      return at < 0 ? [] : [sql.slice(at + on.length)];
    }),
  };
}

function drawColumn(
  { primaryKey, unique, foreignKeys }: DesignedTable,
  { name, type, notNull, comment }: DesignedTable["columns"][number],
): DrawnColumn {
  return {
    name,
    type: shortType(type),
    required: notNull,
    primary: primaryKey.includes(name),
    unique: unique.some(({ columns }) => columns.length === 1 && columns[0] === name),
    foreign: foreignKeys.some(({ columns }) => columns.includes(name)),
    comment,
  };
}

function drawReference(
  { columns: own, primaryKey, unique }: DesignedTable,
  { name, columns, references, onDelete }: DesignedForeignKey,
  from: number,
  tables: readonly DesignedTable[],
): DrawnReference {
  const keys = [primaryKey, ...unique.map((key) => key.columns)];
  return {
    name,
    from,
    to: tables.findIndex(
      (table) => table.schema === references.schema && table.name === references.table,
    ),
    columns,
    required: columns.every((column) => own.find((one) => one.name === column)?.notNull === true),
    single: keys.some((key) => key.length > 0 && key.every((column) => columns.includes(column))),
    identifying: columns.every((column) => primaryKey.includes(column)),
    onDelete,
  };
}
