import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { led } from "../facts/covering.ts";
import { freeNames } from "../facts/free-name.ts";
import { foreignKeysOf, type ForeignKey } from "../facts/references.ts";

/** So few rows are read at once. */
const FEW = 1_000;

export const foreignKeyWithoutIndex: Rule<SchemaFacts> = {
  id: "foreign-key-without-index",
  title: "A foreign key without an index",
  effect:
    "Each delete of a row that is referred to, and each update of its key, reads the whole table under its lock.",
  *check({ catalog, tables }) {
    const told = new Set<string>();
    const freeName = freeNames(catalog);
    for (const key of foreignKeysOf(catalog)) {
      const { table, constraint, target } = key;
      if (table.kind === "foreign table" || constraint.temporal) continue;
      const columns = constraint.columns;
      const best = Math.max(0, ...table.indexes.map((one) => led(one, columns, table, catalog)));
      const same = `${nameOf(table)}:${columns.toSorted().join()}`;
      if (best === columns.length || told.has(same)) continue;
      told.add(same);
      const rows = tables.get(nameOf(table))?.rows ?? -1;
      const few = rows >= 0 && rows < FEW;
      yield {
        level: best > 0 || few ? "info" : "warning",
        object: nameOf(table),
        about: constraint.name,
        message: `${code(constraint.name)} refers from ${listed(columns)} to ${code(nameOf(target))}, and ${best > 0 ? "an index has only the first of these columns" : "no index begins with it"}: each delete there reads ${code(nameOf(table))} whole${few ? ", which has few rows yet" : ""}. Create one.`,
        evidence: "measured",
        ...creation(key, freeName),
      };
    }
  },
};

function creation({ table, constraint }: ForeignKey, freeName: ReturnType<typeof freeNames>) {
  const index = freeName(table.schema, table.name, ...constraint.columns);
  const how = table.kind === "partitioned table" ? "" : " CONCURRENTLY";
  const columns = constraint.columns.map(quoteIdentifier).join(", ");
  return {
    fix: `CREATE INDEX${how} ${quoteIdentifier(index)} ON ${nameOf(table)} (${columns});`,
    rollback: `DROP INDEX ${quoteIdentifier(table.schema)}.${quoteIdentifier(index)};`,
  };
}
