import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { code, listed, nameOf } from "./facts/names.ts";
import { qualified } from "../../../sql/quote.ts";

export const uniqueOverNullable: LintRule = {
  id: "unique-over-nullable",
  title: "UNIQUE over several columns, some of which may be NULL",
  condition: "A new unique index or constraint of several columns has one that may be NULL.",
  effect:
    "Rows that are NULL there are never equal: the same pair may be stored any number of times.",
  workaround:
    "NULLS NOT DISTINCT from Postgres 15 on, a partial unique index for the NULLs, or NOT NULL.",
  *check(set) {
    for (const at of set.statements) {
      const { tables, altered } = changesOf(at);
      const made = [
        ...tables.map((table) => ({ table, indexes: table.indexes })),
        ...altered.map(({ after, indexes }) => ({ table: after, indexes })),
      ];
      for (const { table, indexes } of made)
        for (const { name, unique, nullsNotDistinct, predicate, keys, parent } of indexes) {
          if (!unique || nullsNotDistinct || predicate !== null || keys.length < 2 || parent)
            continue;
          const nullable = keys.flatMap(({ column }) =>
            table.columns.some((one) => one.name === column && one.notNull === null) &&
            column !== null
              ? [column]
              : [],
          );
          if (nullable.length === 0 || nullable.length === keys.length) continue;
          yield {
            level: "info",
            at,
            object: qualified(table.schema, name),
            message: `${code(name)} of ${code(nameOf(table))} does not hold where ${listed(nullable)} is NULL: NULLs are never equal, so such rows may repeat. ${set.postgres >= 15 ? "Write NULLS NOT DISTINCT, or make the column NOT NULL." : "Make the column NOT NULL, or add a partial unique index WHERE it IS NULL."}`,
            evidence: "measured",
          };
        }
    }
  },
};
