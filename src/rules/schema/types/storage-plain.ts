import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { alterColumn, isText, ownColumns } from "../facts/columns.ts";

export const storagePlain: Rule<SchemaFacts> = {
  id: "storage-plain",
  title: "Large values that have nowhere to go",
  effect: 'A row of more than a page is refused: "row is too big".',
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name } = found;
      const isLarge = isText(column) || /^(jsonb?|bytea|xml)$|\[\]$/.test(column.type);
      if (column.storage !== "plain" || !isLarge) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} is stored PLAIN: values are neither compressed nor moved out of line, and one of 8 kB is refused. Go back to the type's storage.`,
        evidence: "rule",
        fix: `${alterColumn(found)} SET STORAGE EXTENDED;`,
        rollback: `${alterColumn(found)} SET STORAGE PLAIN;`,
      };
    }
  },
};
