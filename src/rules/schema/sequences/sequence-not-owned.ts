import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { numberedOf } from "../facts/numbered.ts";

export const sequenceNotOwned: Rule<SchemaFacts> = {
  id: "sequence-not-owned",
  title: "A sequence that no column owns",
  effect:
    "It stays when the table goes, TRUNCATE RESTART IDENTITY passes it over, and grants are its own.",
  *check({ catalog }) {
    const numbered = numberedOf(catalog);
    for (const sequence of catalog.sequences) {
      const name = nameOf(sequence);
      const [user, another] = numbered.filter((one) => one.sequence === name);
      // Numbers that several tables share belong to none of them.
      if (sequence.ownedBy !== null || user === undefined || another !== undefined) continue;
      if (user.table.owner !== sequence.owner || user.table.schema !== sequence.schema) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} numbers ${code(user.name)} alone, but does not belong to it: it stays when the table is dropped, and TRUNCATE ... RESTART IDENTITY passes it over. Let the column own it.`,
        evidence: "measured",
        fix: `ALTER SEQUENCE ${name} OWNED BY ${nameOf(user.table)}.${quoteIdentifier(user.column.name)};`,
        rollback: `ALTER SEQUENCE ${name} OWNED BY NONE;`,
      };
    }
  },
};
