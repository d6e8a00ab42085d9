import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { freeNames } from "../facts/free-name.ts";
import { indexesOf, isOptional } from "../facts/indexes.ts";
import { bytesText, shareText } from "../facts/sizes.ts";

const SHARE = 0.8;
const BYTES = 1_000_000;

export const indexMostlyNull: Rule<SchemaFacts> = {
  id: "index-mostly-null",
  title: "An index that is mostly of nulls",
  effect: "It is as large as if every row had a value, and each write of a null goes through it.",
  *check({ catalog, tables, indexes }) {
    const freeName = freeNames(catalog);
    for (const one of indexesOf(catalog)) {
      const { table, index, name } = one;
      const column = index.keys[0]?.column;
      const bytes = indexes.get(name)?.bytes ?? 0;
      if (!isOptional(one) || index.method !== "btree" || index.keys.length !== 1) continue;
      if (column === null || column === undefined || index.predicate !== null || bytes < BYTES)
        continue;
      const nulls = tables.get(nameOf(table))?.columns.get(column)?.nullFraction ?? 0;
      if (nulls < SHARE) continue;
      const better = freeName(table.schema, table.name, column, "set");
      const definition = index.definition.replace(
        quoteIdentifier(index.name),
        quoteIdentifier(better),
      );
      yield {
        level: "info",
        object: name,
        message: `${shareText(nulls)} of what ${code(name)} holds (${bytesText(bytes)}) are nulls, for which hardly anybody looks. Index the rows alone WHERE ${code(column)} IS NOT NULL.`,
        evidence: "estimated",
        ...(table.kind === "partitioned table" || index.comment !== null
          ? {}
          : {
              fix: `${concurrently(definition)} WHERE ${quoteIdentifier(column)} IS NOT NULL;\nDROP INDEX CONCURRENTLY ${name};`,
              rollback: `${concurrently(index.definition)};\nDROP INDEX CONCURRENTLY ${quoteIdentifier(table.schema)}.${quoteIdentifier(better)};`,
            }),
      };
    }
  },
};

const concurrently = (definition: string): string =>
  definition.replace(/^CREATE INDEX/, "CREATE INDEX CONCURRENTLY");
