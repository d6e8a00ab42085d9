import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { routineTarget } from "../../security/facts/routines.ts";

export const immutableDepends: Rule<SchemaFacts> = {
  id: "immutable-depends",
  title: "IMMUTABLE, and depends on the clock or on settings",
  effect:
    "An index on it holds values of another time or session, and finds other rows than a scan.",
  *check({ answers }) {
    for (const [name, { routine, mutable, asksContext, relations }] of answers.routines) {
      if (routine.volatility !== "immutable" || relations.length > 0) continue;
      const asked = mutable.filter((call) => !PRINTING.test(call));
      if (asked.length === 0 && !asksContext) continue;
      const alter = `ALTER ${routineTarget(routine)}`;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} is IMMUTABLE but asks ${asked.length === 0 ? "for the time or the user" : listed([...new Set(asked)])}, which is not. Mark it STABLE, or pass what it depends on as an argument.`,
        evidence: "measured",
        fix: `${alter} STABLE;`,
        rollback: `${alter} IMMUTABLE;`,
      };
    }
  },
};

/** Stable only because they print values of any type, of dictionaries that nobody changes too: wrapped for an index on purpose. */
const PRINTING = /^(concat|concat_ws|format|array_to_string|unaccent|\w*jsonb?\w*)$/;
