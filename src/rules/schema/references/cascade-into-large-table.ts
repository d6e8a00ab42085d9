import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf } from "../facts/references.ts";
import { countText } from "../facts/sizes.ts";

const ROWS = 1_000_000;
/** Rows that go with one on average. */
const EACH = 1_000;

export const cascadeIntoLargeTable: Rule<SchemaFacts> = {
  id: "cascade-into-large-table",
  title: "A delete that takes very many rows along",
  effect: "One DELETE holds locks and writes for minutes, in a single transaction.",
  *check({ catalog, tables }) {
    for (const { table, target, constraint, references } of foreignKeysOf(catalog)) {
      if (references.onDelete !== "cascade") continue;
      const known = tables.get(nameOf(table));
      const rows = known?.rows ?? -1;
      const heads = tables.get(nameOf(target))?.rows ?? -1;
      const each = heads > 0 ? rows / heads : 0;
      if (known === undefined || rows < ROWS || each < EACH) continue;
      yield {
        level: "warning",
        object: nameOf(table),
        about: constraint.name,
        message: `A row of ${code(nameOf(target))} has ${countText(each)} of the ${countText(rows)} rows of ${code(nameOf(table))} on average, and ON DELETE CASCADE of ${code(constraint.name)} deletes them in the same statement. Delete them in batches first, or mark rows as deleted; explain_delete counts.`,
        evidence: "estimated",
      };
    }
  },
};
