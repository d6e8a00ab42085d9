import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const ownersDiffer: Rule<SchemaFacts> = {
  id: "owners-differ",
  title: "A schema whose tables have several owners",
  effect: "No role can migrate all of them: the migration fails at the first table of another.",
  *check({ catalog, isText }) {
    // in a text, an owner is nobody yet
    if (isText) return;
    const relations = [...catalog.tables, ...catalog.views];
    for (const schema of new Set(relations.map((relation) => relation.schema))) {
      const counts = new Map<string, number>();
      for (const { owner } of relations.filter((relation) => relation.schema === schema))
        counts.set(owner, (counts.get(owner) ?? 0) + 1);
      if (counts.size < 2) continue;
      const owners = [...counts].toSorted((a, b) => b[1] - a[1]).map(([owner]) => owner);
      yield {
        level: "info",
        object: quoteIdentifier(schema),
        message: `Tables and views in ${code(schema)} belong to ${listed(owners)}: a migration that runs as one of them fails at the others'. Give all of them to one role that nobody logs in as.`,
        evidence: "measured",
      };
    }
  },
};
