import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf } from "../facts/references.ts";
import { ownTables } from "../facts/tables.ts";

/** Of 1; where references are not declared at all, this is said of none. */
const LINKED = 0.5;

export const tableUnlinked: Rule<SchemaFacts> = {
  id: "table-unlinked",
  title: "A table that no foreign key leads to or from",
  effect: "What it has to do with the others, nothing keeps true.",
  *check({ catalog }) {
    const linked = new Set(
      foreignKeysOf(catalog)
        .filter(({ table, target }) => table !== target)
        .flatMap(({ table, target }) => [nameOf(table), nameOf(target)]),
    );
    const tables = ownTables(catalog);
    if (linked.size === 0 || linked.size < LINKED * tables.length) return;
    for (const table of tables) {
      if (linked.has(nameOf(table)) || table.inherits.length > 0) continue;
      // whoever described it knows that it stands alone
      if (table.comment !== null) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `No foreign key leads to ${code(nameOf(table))} or from it, as ${linked.size} other tables have. Declare what it refers to; a table that stands alone, as of settings or of migrations, is none the worse: a comment on it says so.`,
        evidence: "measured",
      };
    }
  },
};
