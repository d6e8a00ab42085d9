import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { words } from "../../security/facts/columns.ts";
import { columnsOf, ownTables } from "../facts/tables.ts";

export const uniqueWithDeleted: Rule<SchemaFacts> = {
  id: "unique-with-deleted",
  title: "Deleted rows that keep their names",
  effect: "Who deletes an account and comes back is told that the address is taken.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const mark = table.columns.find(
        ({ name, type, notNull }) =>
          /^(deleted|removed|discarded)(_at|_on)?$/.test(words(name)) &&
          (notNull === null || type === "boolean"),
      );
      if (mark === undefined) continue;
      for (const index of table.indexes) {
        const columns = columnsOf(index);
        const isPrimary = table.constraints.some(
          ({ kind, index: behind }) => kind === "primary key" && behind === index.name,
        );
        if (!index.unique || isPrimary || index.predicate !== null || columns === undefined)
          continue;
        // keys that nobody chooses are never taken up again
        if (
          columns.includes(mark.name) ||
          columns.every((name) => /(^|_)(id|uuid|token|hash|digest)$/.test(words(name)))
        )
          continue;
        yield {
          level: "info",
          object: `${nameOf(table)}`,
          about: index.name,
          message: `${listed(columns)} of ${code(nameOf(table))} must be unique among deleted rows too, which ${code(mark.name)} keeps. Make the index partial: WHERE ${mark.type === "boolean" ? `NOT ${mark.name}` : `${mark.name} IS NULL`}.`,
          evidence: "measured",
        };
      }
    }
  },
};
