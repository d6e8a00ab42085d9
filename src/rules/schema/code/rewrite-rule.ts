import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const rewriteRule: Rule<SchemaFacts> = {
  id: "rewrite-rule",
  title: "A rule that rewrites queries",
  effect:
    "It runs the expressions of the query twice (nextval, random), changes what RETURNING and row counts say, and COPY passes it by.",
  *check({ catalog }) {
    for (const relation of [...catalog.tables, ...catalog.views])
      for (const { name, enabled } of relation.rules) {
        if (enabled === "disabled") continue;
        yield {
          level: "info",
          object: `${quoteIdentifier(name)} on ${nameOf(relation)}`,
          message: `Rule ${code(name)} on ${code(nameOf(relation))} rewrites queries: values with side effects are evaluated twice, and COPY does not see it. Use a trigger, on a view INSTEAD OF.`,
          evidence: "rule",
        };
      }
  },
};
