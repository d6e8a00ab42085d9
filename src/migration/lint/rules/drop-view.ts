import type { LintRule } from "../rule.ts";
import { drops } from "./facts/drops.ts";
import { code, relationsOf } from "./facts/names.ts";
import { afterTransaction, inUse } from "./facts/set.ts";

export const dropView: LintRule = {
  id: "drop-view",
  title: "DROP VIEW",
  condition:
    "A view that was there before the migrations is dropped, and none of its name is there when the transaction ends.",
  effect: "The application that still runs fails on it.",
  workaround: "Drop it in a later migration, when nobody reads it; replace it in one transaction.",
  *check(set) {
    for (const at of set.statements)
      for (const { name, word } of drops(at, "OBJECT_VIEW", "OBJECT_MATVIEW")) {
        if (!inUse(set, at, name) || relationsOf(afterTransaction(set, at)).has(name)) continue;
        yield {
          level: "warning",
          at,
          object: name,
          message: `The ${word} ${code(name)} is dropped, and statements of the running application that read it fail. Drop it in a later migration when nobody reads it; where it is made anew, do both in one transaction.`,
          evidence: "rule",
        };
      }
  },
};
