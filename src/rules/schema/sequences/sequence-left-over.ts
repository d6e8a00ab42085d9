import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";

export const sequenceLeftOver: Rule<SchemaFacts> = {
  id: "sequence-left-over",
  title: "A sequence that belongs to a column which does not use it",
  effect:
    "Inserts without a value fail or get something else, and the sequence tells the wrong story.",
  *check({ catalog }) {
    for (const sequence of catalog.sequences) {
      const { ownedBy } = sequence;
      if (ownedBy === null) continue;
      const name = nameOf(sequence);
      const table = catalog.tables.find((each) => nameOf(each) === nameOf(ownedBy.table));
      const column = table?.columns.find((each) => each.name === ownedBy.column);
      if (column === undefined || column.default?.includes("nextval(") === true) continue;
      // Triggers and functions may take numbers from it by name.
      const text = sequence.name;
      if (catalog.routines.some(({ source }) => source.includes(text))) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} belongs to ${code(`${nameOf(ownedBy.table)}.${quoteIdentifier(ownedBy.column)}`)}, whose default takes nothing from it. Give the column its default again, or drop the sequence.`,
        evidence: "measured",
      };
    }
  },
};
