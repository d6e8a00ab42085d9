import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { qualified } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { drops } from "./facts/drops.ts";
import { code } from "./facts/names.ts";
import { afterTransaction, initial } from "./facts/set.ts";

export const dropFunction: LintRule = {
  id: "drop-function",
  title: "Function dropped or given other arguments",
  condition:
    "A function that was there before the migrations is gone when the transaction ends, or has other arguments.",
  effect: "Calls of the application that still runs fail.",
  workaround: "Leave the old signature, calling the new one, until nobody calls it.",
  *check(set) {
    const known = signatures(initial(set));
    for (const at of set.statements) {
      if (
        drops(at, "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE")
          .length === 0
      )
        continue;
      const [left, after] = [signatures(afterTransaction(set, at)), signatures(at.after)];
      for (const signature of signatures(at.before)) {
        if (after.has(signature) || left.has(signature) || !known.has(signature)) continue;
        yield {
          level: "warning",
          at,
          object: signature,
          message: `${code(signature)} is dropped: calls of the running application fail, and so does what is called by name from other functions. Leave it, calling what takes its place, until nobody calls it.`,
          evidence: "measured",
        };
      }
    }
  },
};

const signatures = (catalog: Catalog | undefined): Set<string> =>
  new Set(
    catalog?.routines.map(
      ({ schema, name, identity }) => `${qualified(schema, name)}(${identity})`,
    ),
  );
