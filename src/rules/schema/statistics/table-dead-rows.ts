import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { countText, shareText } from "../facts/sizes.ts";

const ROWS = 10_000;
/** Autovacuum comes after a fifth. */
const SHARE = 0.4;

export const tableDeadRows: Rule<SchemaFacts> = {
  id: "table-dead-rows",
  title: "A table full of dead rows",
  effect: "Each scan reads them, and the table grows where it could use their room.",
  *check({ catalog, tables }) {
    for (const table of [...catalog.tables, ...catalog.views]) {
      const known = tables.get(nameOf(table));
      if (known === undefined || known.dead < ROWS || table.kind === "partitioned table") continue;
      const share = known.dead / (known.dead + Math.max(known.rows, 0));
      if (share < SHARE) continue;
      yield {
        level: "warning",
        object: nameOf(table),
        message: `${shareText(share)} of ${code(nameOf(table))} are dead rows, ${countText(known.dead)}; ${known.lastVacuum === null ? "it was not vacuumed since counting began" : `the last VACUUM was at ${known.lastVacuum}`}. Vacuum it, and look for an old transaction, a replication slot or an autovacuum that is too slow.`,
        evidence: "measured",
        fix: `VACUUM (ANALYZE) ${nameOf(table)};`,
      };
    }
  },
};
