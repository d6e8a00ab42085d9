import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { words } from "../../security/facts/columns.ts";
import { columnName } from "../facts/columns.ts";
import { singular } from "../facts/inflection.ts";
import { ownTables } from "../facts/tables.ts";

export const foreignKeyMisnamed: Rule<SchemaFacts> = {
  id: "foreign-key-misnamed",
  title: "A column with the name of one table that refers to another",
  effect:
    "Whoever joins by the name gets rows that have nothing to do with each other, and no error.",
  *check({ catalog }) {
    const tables = ownTables(catalog);
    const bySingular = new Map(tables.map((table) => [singularOf(table), table]));
    for (const table of tables)
      for (const { name, kind, columns, references } of table.constraints) {
        const [column, another] = columns;
        if (kind !== "foreign key" || references === null || column === undefined) continue;
        const stem = /^(\w+?)_?(id|uuid|key)$/.exec(words(column))?.[1];
        if (another !== undefined || stem === undefined) continue;
        const called = bySingular.get(singularOf({ schema: table.schema, name: stem }));
        if (called === undefined || nameOf(called) === nameOf(references.table)) continue;
        // of users there may be admin_users, and profiles that have the key of their user
        const isKind = words(references.table.name).includes(singular(stem));
        if (isKind || areTied(tables, called, references.table)) continue;
        yield {
          level: "info",
          object: columnName(table, column),
          about: name,
          message: `${code(columnName(table, column))} refers to ${code(nameOf(references.table))}, although there is ${code(nameOf(called))}. Name the column after what it refers to.`,
          evidence: "measured",
        };
      }
  },
};

const singularOf = ({ schema, name }: ObjectName): string => `${schema} ${singular(words(name))}`;

/** Whether one of them refers to the other. */
function areTied(tables: readonly Table[], one: ObjectName, other: ObjectName): boolean {
  const both = [nameOf(one), nameOf(other)];
  return tables.some(
    (table) =>
      both.includes(nameOf(table)) &&
      table.constraints.some(
        ({ references }) => references !== null && both.includes(nameOf(references.table)),
      ),
  );
}
