import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, listed, signatureOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { routineTarget, searchPathOf } from "../../security/facts/routines.ts";

export const functionSearchPathMissing: Rule<SchemaFacts> = {
  id: "function-search-path-missing",
  title: "A function that finds its tables by the caller's search_path",
  effect:
    "With another path, as of pg_dump, of a pooler or of a colleague, it fails or works on another table of that name.",
  *check({ catalog, answers }) {
    for (const routine of catalog.routines) {
      const name = signatureOf(routine);
      const body = answers.routines.get(name);
      // with its owner's rights it is no mishap but a hole, which has a rule of its own
      if (body === undefined || routine.securityDefiner || routine.sqlBody !== null) continue;
      if (searchPathOf(routine) !== undefined) continue;
      const open = [
        ...body.relations.filter((one) => !one.includes(".") && !body.made.includes(one)),
        ...body.foreignCalls.map((call) => `${call}()`),
      ].filter((one) => !body.missing.includes(one));
      if (open.length === 0) continue;
      const alter = `ALTER ${routineTarget(routine)}`;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} names ${listed([...new Set(open)])} without a schema and has no search_path of its own: what it finds depends on who calls. Write the schemas, or set the path, which keeps a function in SQL from being inlined.`,
        evidence: "measured",
        fix: `${alter} SET search_path = ${[...new Set([quoteIdentifier(routine.schema), "public"])].join(", ")};`,
        rollback: `${alter} RESET search_path;`,
      };
    }
  },
};
