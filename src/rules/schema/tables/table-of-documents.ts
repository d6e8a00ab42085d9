import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { words } from "../../security/facts/columns.ts";
import { isTime } from "../facts/columns.ts";
import { ownTables } from "../facts/tables.ts";

export const tableOfDocuments: Rule<SchemaFacts> = {
  id: "table-of-documents",
  title: "Everything in one jsonb",
  effect:
    "No type, no NOT NULL, no foreign key and no statistics: a change of one field writes the whole document.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const documents = table.columns.filter(({ type }) => /^jsonb?$/.test(type));
      const [document] = documents;
      const keys = table.constraints.find(({ kind }) => kind === "primary key")?.columns ?? [];
      const others = table.columns.filter(
        (column) =>
          !documents.includes(column) &&
          !keys.includes(column.name) &&
          !isTime(column) &&
          column.generated === null &&
          !/^(version|rev|revision)$/.test(words(column.name)),
      );
      if (document === undefined || others.length > 0 || keys.length === 0) continue;
      // settings by their names
      if (keys.some((key) => /^(\w+_)?(key|name|code|type)$/.test(words(key)))) continue;
      // of a log or a cache, the document is what it is
      if (
        /event|log|audit|queue|outbox|inbox|message|job|cache|session|snapshot|webhook|setting|config|migration|state/i.test(
          table.name,
        )
      )
        continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `Beside its key ${code(nameOf(table))} has nothing but ${code(document.name)}. Make columns of the fields that queries filter, join and require; generated columns can take them from the document.`,
        evidence: "measured",
      };
    }
  },
};
