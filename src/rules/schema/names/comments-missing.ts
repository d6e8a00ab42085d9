import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const commentsMissing: Rule<SchemaFacts> = {
  id: "comments-missing",
  title: "Tables that nobody described",
  effect: "What a row means is known to whoever made the table, as long as they remember.",
  *check({ catalog }) {
    const tables = ownTables(catalog);
    for (const schema of new Set(tables.map((table) => table.schema))) {
      const own = tables.filter((table) => table.schema === schema);
      const silent = own.filter(({ comment }) => comment === null);
      if (silent.length === 0) continue;
      const columns = own.flatMap((table) => table.columns);
      const mute = columns.filter((column) => column.comment === null);
      yield {
        level: "info",
        object: quoteIdentifier(schema),
        message: `${silent.length} of ${own.length} tables and ${mute.length} of ${columns.length} columns in ${code(schema)} have no comment: ${listed(silent.map(({ name }) => name))}. Say what a row is, and what nobody would guess: COMMENT ON TABLE ....`,
        evidence: "measured",
      };
    }
  },
};
