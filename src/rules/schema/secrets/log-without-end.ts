import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { words } from "../../security/facts/columns.ts";
import { isTime } from "../facts/columns.ts";
import { ownTables } from "../facts/tables.ts";

export const logWithoutEnd: Rule<SchemaFacts> = {
  id: "log-without-end",
  title: "A log that only grows",
  effect: "It becomes the largest table, and keeps what people did longer than anybody may.",
  *check({ catalog, tables }) {
    for (const table of ownTables(catalog)) {
      if (table.kind === "partitioned table" || !LOG.test(words(table.name))) continue;
      if (
        /retention|retain|kept for|keep|purge/i.test(table.comment ?? "") ||
        !table.columns.some(isTime)
      )
        continue;
      if (table.columns.some(({ name }) => /expire|retain|purge/.test(words(name)))) continue;
      const counted = tables.get(nameOf(table));
      // somebody deletes, or it is small
      if (counted === undefined || counted.deleted > 0 || counted.rows < LARGE) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `${code(nameOf(table))} has about ${counted.rows} rows, and none was deleted since the counters began. Partition it by time and drop what is old, or write into its comment how long rows are kept.`,
        evidence: "estimated",
      };
    }
  },
};

const LOG =
  /(^|_)(logs?|events?|audit|audits|audit_logs?|history|histories|logins?|login_attempts|visits|requests|notifications|messages|traces?|metrics|clicks|page_views|sessions)$/;
const LARGE = 1_000_000;
