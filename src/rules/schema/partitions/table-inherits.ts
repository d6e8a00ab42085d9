import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const tableInherits: Rule<SchemaFacts> = {
  id: "table-inherits",
  title: "Inheritance of tables",
  effect:
    "Keys, unique and foreign keys of the parent hold for its own rows only: the same id may be in each child.",
  *check({ catalog }) {
    const parents = new Map<string, string[]>();
    for (const table of ownTables(catalog))
      for (const parent of table.inherits)
        parents.set(nameOf(parent), [...(parents.get(nameOf(parent)) ?? []), nameOf(table)]);
    for (const [parent, children] of parents)
      yield {
        level: "info",
        object: parent,
        message: `${listed(children)} ${children.length === 1 ? "inherits" : "inherit"} from ${code(parent)}: its keys do not hold there, and a foreign key to it does not see their rows. Use declarative partitioning, or a table of its own for what they share.`,
        evidence: "rule",
      };
  },
};
