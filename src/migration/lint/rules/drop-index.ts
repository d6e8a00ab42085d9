import type { LintRule } from "../rule.ts";
import { drops } from "./facts/drops.ts";
import { code, nameOf, relationsOf } from "./facts/names.ts";
import { qualified } from "../../../sql/quote.ts";
import { inUse } from "./facts/set.ts";

export const dropIndex: LintRule = {
  id: "drop-index",
  title: "DROP INDEX without CONCURRENTLY",
  condition: "An index of a table that is in use is dropped under its ACCESS EXCLUSIVE lock.",
  effect: "It waits for every running query, and all later ones wait behind it.",
  workaround: "DROP INDEX CONCURRENTLY, outside a transaction.",
  *check(set) {
    for (const at of set.statements)
      for (const { name, concurrent } of drops(at, "OBJECT_INDEX")) {
        if (concurrent || set.isNew(name, at.number)) continue;
        const table = [...relationsOf(at.before).values()].find(({ schema, indexes }) =>
          indexes.some((index) => qualified(schema, index.name) === name),
        );
        if (table === undefined || !inUse(set, at, nameOf(table))) continue;
        const unique = table.indexes.some(
          (index) => index.unique && qualified(table.schema, index.name) === name,
        );
        const partitioned = "partitionKey" in table && table.partitionKey !== null;
        yield {
          level: "error",
          at,
          object: name,
          message: `${code(name)} is dropped under ACCESS EXCLUSIVE on ${code(nameOf(table))}: the statement waits for every query that runs there, and all later ones wait behind it${unique ? "; and then duplicates may be written" : ""}. ${partitioned ? "An index of a partitioned table cannot be dropped CONCURRENTLY: set a short lock_timeout and try again until it succeeds." : "Drop it CONCURRENTLY, outside a transaction."}`,
          evidence: at.effect?.evidence ?? "rule",
          ...(partitioned ? {} : { fix: `DROP INDEX CONCURRENTLY ${name}` }),
        };
      }
  },
};
