import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { numberedOf, type Numbered } from "../facts/numbered.ts";

export const sequenceShared: Rule<SchemaFacts> = {
  id: "sequence-shared",
  title: "A sequence that numbers several columns and belongs to one",
  effect: "Dropping the table that owns it is refused, or takes the other tables' defaults along.",
  *check({ catalog }) {
    const owned = new Map(
      catalog.sequences.flatMap((one) =>
        one.ownedBy === null ? [] : [[nameOf(one), one.ownedBy]],
      ),
    );
    const users = new Map<string, Numbered[]>();
    for (const one of numberedOf(catalog))
      users.set(one.sequence, [...(users.get(one.sequence) ?? []), one]);
    for (const [name, all] of users) {
      if (all.length < 2 || !owned.has(name)) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} numbers ${listed(all.map((one) => one.name))}, but belongs to one of them: dropping that one with CASCADE takes the defaults of the others. Give each a sequence of its own, or let none own this one.`,
        evidence: "measured",
      };
    }
  },
};
