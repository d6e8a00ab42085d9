import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isKeyOf } from "../facts/indexes.ts";
import { foreignKeysOf } from "../facts/references.ts";
import { columnsOf, impliedBy, ownTables } from "../facts/tables.ts";

export const uniqueImplied: Rule<SchemaFacts> = {
  id: "unique-implied",
  title: "Unique over columns some of which are unique by themselves",
  effect: "It can never be violated, and each write keeps its index.",
  *check({ catalog }) {
    const keys = foreignKeysOf(catalog);
    for (const table of ownTables(catalog))
      for (const index of table.indexes) {
        const columns = columnsOf(index);
        if (!index.unique || columns === undefined || index.predicate !== null) continue;
        const part = impliedBy(table, index);
        // A foreign key that brings the tenant along needs it.
        const referred = keys.some(
          ({ target, references }) => target === table && isKeyOf(index, references.columns),
        );
        const isPrimary = table.constraints.some(
          ({ kind, index: behind }) => kind === "primary key" && behind === index.name,
        );
        if (part === undefined || referred || isPrimary || index.replicaIdentity) continue;
        yield {
          level: "info",
          object: nameOf(table),
          about: index.name,
          message: `${code(index.name)} forbids nothing: ${listed(columnsOf(part) ?? [])} is unique already by ${code(part.name)}, and no foreign key refers to all of ${listed(columns)}. If queries need its order, a plain index does; else drop it.`,
          evidence: "measured",
        };
      }
  },
};
