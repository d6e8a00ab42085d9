import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { countText, shareText } from "../facts/sizes.ts";

const UPDATES = 10_000;
const SHARE = 0.5;

export const tableUpdatesNotHot: Rule<SchemaFacts> = {
  id: "table-updates-not-hot",
  title: "Updates that all indexes have to follow",
  effect: "Each update writes to every index, and each of them grows.",
  *check({ catalog, tables }) {
    for (const table of catalog.tables) {
      const known = tables.get(nameOf(table));
      if (known === undefined || known.updated < UPDATES || table.indexes.length < 2) continue;
      const hot = known.hotUpdated / known.updated;
      if (hot > SHARE || table.kind === "partitioned table") continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `${shareText(1 - hot)} of ${countText(known.updated)} updates of ${code(nameOf(table))} had to write to its ${table.indexes.length} indexes. Where what is updated is in none of them, leave room on each page: a fillfactor of 85 or so; else drop the index on what changes all the time.`,
        evidence: "measured",
      };
    }
  },
};
