import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { columnOfTable, isInteger, isText } from "../facts/columns.ts";
import { ownTables } from "../facts/tables.ts";

export const polymorphicReference: Rule<SchemaFacts> = {
  id: "polymorphic-reference",
  title: "A reference whose table is a value",
  effect:
    "No foreign key can hold it: rows point at what was deleted, and joins are written once for each type.",
  *check({ catalog }) {
    const enums = new Set(
      catalog.types.flatMap((type) => (type.kind === "enum" ? [nameOf(type)] : [])),
    );
    for (const table of ownTables(catalog)) {
      const columns = table.columns.map((column) => columnOfTable(table, column));
      // a foreign key says where it leads, and of the own key the type only tells what the row is
      const known = table.constraints.flatMap(({ kind, columns: of }) =>
        kind === "foreign key" || (kind === "primary key" && of.length === 1) ? of : [],
      );
      for (const { column, name, spoken } of columns) {
        const stem = /^(\w+)_type$/.exec(spoken)?.[1];
        if (stem === undefined || (!isText(column) && !enums.has(column.type))) continue;
        const id = columns.find(
          (one) =>
            one.spoken === `${stem}_id` &&
            (isInteger(one.column) || isText(one.column) || one.column.type === "uuid"),
        );
        if (id === undefined || known.includes(id.column.name) || known.includes(column.name))
          continue;
        yield {
          level: "info",
          object: id.name,
          message: `${code(id.name)} refers to the table that ${code(name)} names, and no foreign key holds it. Use a column for each table, of which a check demands one, or a table that all of them refer to.`,
          evidence: "rule",
        };
      }
    }
  },
};
