import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const sequenceUnlogged: Rule<SchemaFacts> = {
  id: "sequence-unlogged",
  title: "An unlogged sequence",
  effect: "After a crash it begins again, and gives numbers that are taken.",
  *check({ catalog }) {
    const unlogged = new Set(
      catalog.tables.filter((table) => table.unlogged).map((table) => nameOf(table)),
    );
    for (const sequence of catalog.sequences) {
      // that of an unlogged table is emptied with it
      const { ownedBy } = sequence;
      if (!sequence.unlogged || (ownedBy !== null && unlogged.has(nameOf(ownedBy.table)))) continue;
      const name = nameOf(sequence);
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} is UNLOGGED: a crash sets it back to its start, and on Neon each suspension of the compute does. Log it.`,
        evidence: "rule",
        fix: `ALTER SEQUENCE ${name} SET LOGGED;`,
        rollback: `ALTER SEQUENCE ${name} SET UNLOGGED;`,
      };
    }
  },
};
