import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownColumns } from "../facts/columns.ts";

export const xmlColumn: Rule<SchemaFacts> = {
  id: "xml-column",
  title: "XML",
  effect:
    "It has no operator = and no index, and whether it is a document depends on the session's xmloption.",
  *check(facts) {
    for (const { column, name } of ownColumns(facts)) {
      if (!/^xml(\[\])?$/.test(column.type)) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} is xml, which cannot be compared, sorted or indexed. Keep what is searched in columns or jsonb, and the document as text or bytea.`,
        evidence: "rule",
      };
    }
  },
};
