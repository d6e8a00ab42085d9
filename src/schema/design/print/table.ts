import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import type { DesignedColumn, DesignedForeignKey, DesignedTable } from "../tables.ts";

/** `CREATE TABLE` with its constraints; `foreignKeys` are those whose tables are there already. */
export function createTable(
  table: DesignedTable,
  foreignKeys: readonly DesignedForeignKey[],
): string {
  const lines = [
    ...table.columns.map(columnSql),
    `CONSTRAINT ${quoteIdentifier(table.primaryKeyName)} PRIMARY KEY (${list(table.primaryKey)})`,
    ...table.unique
      .filter(({ where }) => where === null)
      .map(
        ({ name, columns, nullsNotDistinct }) =>
          `CONSTRAINT ${quoteIdentifier(name)} UNIQUE ${nullsNotDistinct ? "NULLS NOT DISTINCT " : ""}(${list(columns)})`,
      ),
    ...table.checks.map(
      ({ name, expression }) => `CONSTRAINT ${quoteIdentifier(name)} CHECK (${expression})`,
    ),
    ...foreignKeys.map(foreignKeySql),
  ];
  return `CREATE TABLE ${qualified(table.schema, table.name)} (\n  ${lines.join(",\n  ")}\n)`;
}

export const foreignKeySql = ({
  name,
  columns,
  references,
  onDelete,
  onUpdate,
}: DesignedForeignKey): string =>
  `CONSTRAINT ${quoteIdentifier(name)} FOREIGN KEY (${list(columns)}) REFERENCES ${qualified(references.schema, references.table)} (${list(references.columns)}) ON DELETE ${onDelete} ON UPDATE ${onUpdate}`;

/** What is unique among some rows is an index and no constraint. */
export const partialUnique = (table: DesignedTable): string[] =>
  table.unique.flatMap(({ name, columns, nullsNotDistinct, where }) =>
    where === null
      ? []
      : [
          `CREATE UNIQUE INDEX ${quoteIdentifier(name)} ON ${qualified(table.schema, table.name)} (${list(columns)})${nullsNotDistinct ? " NULLS NOT DISTINCT" : ""} WHERE ${where}`,
        ],
  );

export const list = (columns: readonly string[]): string => columns.map(quoteIdentifier).join(", ");

function columnSql({
  name,
  type,
  notNull,
  default: value,
  identity,
  generated,
}: DesignedColumn): string {
  return [
    quoteIdentifier(name),
    type,
    identity ? "GENERATED ALWAYS AS IDENTITY" : "",
    generated === null ? "" : `GENERATED ALWAYS AS (${generated}) STORED`,
    value === null ? "" : `DEFAULT ${value}`,
    notNull ? "NOT NULL" : "",
  ]
    .filter(Boolean)
    .join(" ");
}
