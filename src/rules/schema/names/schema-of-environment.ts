import { quoteIdentifier } from "../../../sql/quote.ts";
import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const schemaOfEnvironment: Rule<SchemaFacts> = {
  id: "schema-of-environment",
  title: "A schema with the name of an environment",
  effect:
    "Statements and migrations that name it differ between environments, and a mistake in one word reaches production.",
  *check({ catalog }) {
    for (const { name } of catalog.schemas) {
      if (
        !/(^|_)(dev|development|staging|stage|preprod|prod|production|qa|uat|sbx|sandbox|demo)(_|$)/i.test(
          name,
        )
      )
        continue;
      yield {
        level: "info",
        object: quoteIdentifier(name),
        message: `Schema ${code(name)} is named after an environment. Keep environments in databases or Neon branches of their own, with equal names inside.`,
        evidence: "rule",
      };
    }
  },
};
