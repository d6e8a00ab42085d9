import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { periodsOf } from "../facts/periods.ts";
import { ownTables } from "../facts/tables.ts";

export const periodMayOverlap: Rule<SchemaFacts> = {
  id: "period-may-overlap",
  title: "Bookings that may overlap",
  effect: "Two requests at one time both find the room free, and both book it.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      if (
        !/(^|_)(bookings?|reservations?|rentals?|leases?|shifts?|appointments?)$/i.test(table.name)
      )
        continue;
      const hasRange = table.columns.some(({ type }) => /^(ts|tstz|date)range$/.test(type));
      if (!hasRange && periodsOf(table).length === 0) continue;
      const isOfThings = table.constraints.some(({ kind }) => kind === "foreign key");
      const isExcluded = table.constraints.some(
        ({ kind, temporal }) => kind === "exclusion" || temporal,
      );
      if (!isOfThings || isExcluded) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `Nothing keeps the periods of ${code(nameOf(table))} from overlapping. Add EXCLUDE USING gist (room_id WITH =, period WITH &&) with btree_gist, or from Postgres 18 on UNIQUE (room_id, period WITHOUT OVERLAPS).`,
        evidence: "rule",
      };
    }
  },
};
