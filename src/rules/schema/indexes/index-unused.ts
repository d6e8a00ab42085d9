import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { led } from "../facts/covering.ts";
import { indexesOf, isOptional, removal } from "../facts/indexes.ts";
import { bytesText } from "../facts/sizes.ts";
import { dayOf, daysCounted } from "../facts/time.ts";

/** Less than a week leaves out what is done once a week; then only reads past the index tell anything. */
const DAYS = 7;
const READS = 100;

export const indexUnused: Rule<SchemaFacts> = {
  id: "index-unused",
  title: "An index that no query has used",
  effect: "It takes room and slows each write down for nothing.",
  *check(facts) {
    const days = daysCounted(facts);
    if (days === undefined || facts.countedSince === undefined) return;
    for (const one of indexesOf(facts.catalog)) {
      const known = facts.indexes.get(one.name);
      const table = facts.tables.get(nameOf(one.table));
      if (known === undefined || known.scans > 0 || !isOptional(one) || !one.index.valid) continue;
      if (table === undefined || table.rows === 0) continue;
      const enough = days >= DAYS;
      if (!enough && table.scans < READS) continue;
      const serves = servesReference(facts, one);
      const since = enough ? dayOf(facts.countedSince) : facts.countedSince;
      yield {
        level: enough && !serves ? "warning" : "info",
        object: one.name,
        message: `${code(one.name)} (${bytesText(known.bytes)}) has not been used since ${since}, when counting began, while its table was read ${table.scans} times; standbys count for themselves. ${advice(enough, serves)}`,
        evidence: "measured",
        ...(enough && !serves ? removal(one) : {}),
      };
    }
  },
};

function advice(enough: boolean, serves: boolean): string {
  if (serves)
    return "It is there for a foreign key: keep it if rows that are referred to are ever deleted.";
  return enough ? "Drop it." : "That is too short a time to drop it: look again after a week.";
}

/** Deletes in the other table would read this one whole, and may be rare. */
const servesReference = (
  { catalog }: SchemaFacts,
  { table, index }: ReturnType<typeof indexesOf>[number],
): boolean =>
  "constraints" in table &&
  table.constraints.some(
    ({ kind, columns }) =>
      kind === "foreign key" && led(index, columns, table, catalog) === columns.length,
  );
