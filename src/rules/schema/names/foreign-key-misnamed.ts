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
    for (const table of tables)
      for (const { kind, name, columns, references } of table.constraints) {
        const [column, another] = columns;
        if (
          kind !== "foreign key" ||
          references === null ||
          column === undefined ||
          another !== undefined
        )
          continue;
        const stem = /^(\w+?)_?(id|uuid|key)$/.exec(words(column))?.[1];
        if (stem === undefined) continue;
        const called = tables.find(
          (one) => one.schema === table.schema && singular(words(one.name)) === singular(stem),
        );
        const meant = singular(words(references.table.name));
        // the word for another role of the same thing
        if (called === undefined || nameOf(called) === nameOf(references.table)) continue;
        if (
          meant.includes(singular(stem)) ||
          isPartOf(catalog, nameOf(called), nameOf(references.table))
        )
          continue;
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

/** Whether the keys of one are those of the other: it extends it. */
const isPartOf = ({ tables }: SchemaFacts["catalog"], one: string, other: string): boolean =>
  tables.some(
    (table) =>
      [one, other].includes(nameOf(table)) &&
      table.constraints.some(
        ({ references }) => references !== null && [one, other].includes(nameOf(references.table)),
      ),
  );
