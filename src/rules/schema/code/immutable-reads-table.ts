import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { routineTarget } from "../../security/facts/routines.ts";

export const immutableReadsTable: Rule<SchemaFacts> = {
  id: "immutable-reads-table",
  title: "IMMUTABLE, and reads a table",
  effect:
    "Its result is kept in indexes and plans, and stays there when the rows change: queries then miss rows.",
  *check({ answers }) {
    for (const [name, { routine, relations, made }] of answers.routines) {
      const read = [...new Set(relations)].filter((relation) => !made.includes(relation));
      if (routine.volatility !== "immutable" || read.length === 0) continue;
      const alter = `ALTER ${routineTarget(routine)}`;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} is IMMUTABLE but reads ${listed(read)}: an index or a plan keeps what it once said. Mark it STABLE, and take it out of indexes.`,
        evidence: "measured",
        fix: `${alter} STABLE;`,
        rollback: `${alter} IMMUTABLE;`,
      };
    }
  },
};
