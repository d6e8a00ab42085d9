import { qualified } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { code, nameOf, relationsOf } from "./facts/names.ts";
import { final } from "./facts/set.ts";

export const invalidIndexLeft: LintRule = {
  id: "invalid-index-left",
  title: "Index that is invalid at the end",
  condition:
    "After the last migration an index is invalid: a build was cut off, or ON ONLY a partitioned table was not followed by ATTACH.",
  effect: "Every write keeps it up, and no query uses it.",
  workaround: "REINDEX INDEX CONCURRENTLY, drop it, or attach the index of every partition.",
  *check(set) {
    const last = final(set);
    for (const [name, table] of last === undefined ? [] : relationsOf(last))
      for (const index of table.indexes.filter(({ valid }) => !valid)) {
        const object = qualified(table.schema, index.name);
        const at = set.statements.findLast(
          ({ before, after }) =>
            before !== after &&
            relationsOf(after)
              .get(name)
              ?.indexes.some((one) => one.name === index.name) === true &&
            relationsOf(before)
              .get(name)
              ?.indexes.some((one) => one.name === index.name) !== true,
        );
        const partitioned = "partitionKey" in table && table.partitionKey !== null;
        yield {
          level: "warning",
          ...(at === undefined ? {} : { at }),
          object,
          message: partitioned
            ? `${code(object)} is invalid until each partition of ${code(nameOf(table))} has an index attached to it, and the set attaches too few. Create the missing ones CONCURRENTLY and attach them with ALTER INDEX ... ATTACH PARTITION.`
            : `${code(object)} is invalid, as a cut-off CONCURRENTLY leaves it: writes keep it up and no query uses it. Build it anew CONCURRENTLY, or drop it.`,
          evidence: "measured",
          ...(partitioned ? {} : { fix: `REINDEX INDEX CONCURRENTLY ${object}` }),
        };
      }
  },
};
