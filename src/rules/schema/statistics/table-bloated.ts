import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { bytesText } from "../facts/sizes.ts";

const TIMES = 2;
const WASTE = 20_000_000;

export const tableBloated: Rule<SchemaFacts> = {
  id: "table-bloated",
  title: "A table that is far larger than its rows",
  effect: "Each scan reads the empty pages, and caches hold them.",
  *check({ catalog, tables }) {
    for (const table of [...catalog.tables, ...catalog.views]) {
      const known = tables.get(nameOf(table));
      if (known?.idealBytes === undefined) continue;
      if (known.bytes < TIMES * known.idealBytes || known.bytes - known.idealBytes < WASTE)
        continue;
      yield {
        level: "warning",
        object: nameOf(table),
        message: `${code(nameOf(table))} takes ${bytesText(known.bytes)}, where some ${bytesText(known.idealBytes)} would hold its rows: deletes and updates left the rest, which new rows fill only in time. Where it does not fill again, rewrite it with pg_repack; VACUUM FULL locks everybody out.`,
        evidence: "estimated",
      };
    }
  },
};
