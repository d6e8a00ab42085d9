import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";
import { dayOf, daysCounted } from "../facts/time.ts";

export const tableUnused: Rule<SchemaFacts> = {
  id: "table-unused",
  title: "A table that nobody reads or writes",
  effect:
    "It takes up space in every backup, and its data in every request of a person for theirs.",
  *check(facts) {
    const { catalog, tables, countedSince } = facts;
    const days = daysCounted(facts);
    if (days === undefined || countedSince === undefined || days < LONG) return;
    for (const table of ownTables(catalog)) {
      const counted = tables.get(nameOf(table));
      if (counted === undefined) continue;
      const { scans, indexScans, inserted, updated, deleted, rows } = counted;
      if (scans + indexScans + inserted + updated + deleted > 0) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `Nobody has read or written ${code(nameOf(table))} since ${dayOf(countedSince)}${rows > 0 ? `; it has about ${rows} rows` : rows === 0 ? "; it is empty" : ""}. Ask who needs it, and drop it or move it to an archive.`,
        evidence: "measured",
      };
    }
  },
};

/** Days: what is needed once in a month has been. */
const LONG = 32;
