import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";
import { countText } from "../facts/sizes.ts";

const MANY = 10;
const WRITES = 10_000;

export const indexMany: Rule<SchemaFacts> = {
  id: "index-many",
  title: "Many indexes on a table that is written a lot",
  effect: "Each row that is written is written once more for each index.",
  *check({ catalog, tables }) {
    for (const table of ownTables(catalog)) {
      const count = table.indexes.length;
      if (count < MANY) continue;
      const known = tables.get(nameOf(table));
      const writes = known === undefined ? 0 : known.inserted + known.updated - known.hotUpdated;
      if (known !== undefined && (writes < WRITES || known.scans > 10 * writes)) continue;
      yield {
        level: known === undefined ? "info" : "warning",
        object: nameOf(table),
        message:
          known === undefined
            ? `${code(nameOf(table))} has ${count} indexes: each row that is written is written to all of them. Keep those that queries need: advise_indexes tells which.`
            : `${code(nameOf(table))} has ${count} indexes, and ${countText(writes)} rows were written to all of them, while it was read ${countText(known.scans)} times. Keep those that queries need: advise_indexes tells which.`,
        evidence: "measured",
      };
    }
  },
};
