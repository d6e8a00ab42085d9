import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const tableDisconnected: Rule<SchemaFacts> = {
  id: "table-disconnected",
  title: "A table that nothing is tied to",
  effect: "Either its references are not declared, or nobody knows what it belongs to.",
  *check({ catalog }) {
    const tables = ownTables(catalog);
    const linked = new Set(
      tables.flatMap((table) =>
        table.constraints.flatMap(({ references }) =>
          references === null ? [] : [nameOf(table), nameOf(references.table)],
        ),
      ),
    );
    const inherit = new Set(
      tables.flatMap((table) =>
        table.inherits.flatMap((parent) => [nameOf(parent), nameOf(table)]),
      ),
    );
    // where most are not, foreign keys are not the way of this schema
    if (linked.size * 2 < tables.length) return;
    for (const table of tables) {
      const refers = table.columns.some(({ name }) => /.(_id|Id|_uuid)$/.test(name));
      if (linked.has(nameOf(table)) || !refers || inherit.has(nameOf(table))) continue;
      if (table.comment !== null) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `No foreign key leads to or from ${code(nameOf(table))}, although its columns are named as references. Declare them, or say in a comment where the rows come from.`,
        evidence: "measured",
      };
    }
  },
};
