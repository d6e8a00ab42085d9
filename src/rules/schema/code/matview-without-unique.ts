import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const matviewWithoutUnique: Rule<SchemaFacts> = {
  id: "matview-without-unique",
  title: "A materialized view that cannot be refreshed beside its readers",
  effect:
    "REFRESH locks all readers out until it is done: CONCURRENTLY needs a unique index of all rows.",
  *check({ catalog }) {
    for (const view of catalog.views) {
      if (view.kind !== "materialized view") continue;
      const isServed = view.indexes.some(
        ({ unique, predicate, keys }) =>
          unique && predicate === null && keys.every(({ column }) => column !== null),
      );
      if (isServed) continue;
      yield {
        level: "info",
        object: nameOf(view),
        message: `${code(nameOf(view))} has no unique index of all rows, so REFRESH blocks whoever reads it. Make one on what tells its rows apart, and refresh CONCURRENTLY.`,
        evidence: "rule",
      };
    }
  },
};
