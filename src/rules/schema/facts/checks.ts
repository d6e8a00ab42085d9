import type { Table } from "../../../postgres/catalog/model/table.ts";
import { nameOf } from "../../engine/names.ts";
import { partKey, type CheckFacts } from "../../facts/answers/checks.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

/** What the checks of a table say; those that it has from a parent are the parent's. */
export const checksOf = ({ answers }: SchemaFacts, table: Table): readonly CheckFacts[] =>
  table.constraints.flatMap(({ kind, name }) => {
    const facts = kind === "check" ? answers.checks.get(partKey(nameOf(table), name)) : undefined;
    return facts === undefined ? [] : [facts];
  });

/** Whether a check of the table mentions the column. */
export const isChecked = (table: Table, column: string): boolean =>
  table.constraints.some(({ kind, columns }) => kind === "check" && columns.includes(column));
