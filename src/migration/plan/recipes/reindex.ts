import { isOn } from "../../../sql/options.ts";
import { asNode, textOf } from "../../../sql/walk.ts";
import { cooked } from "../cooked.ts";
import type { Recipe } from "../recipe.ts";

/** `REINDEX` keeps writers from the table, and readers from the index. */
export const reindex: Recipe = {
  id: "reindex",
  title: "REINDEX CONCURRENTLY",
  cook({ statement }) {
    const fields = asNode(statement.node, "ReindexStmt");
    if (fields === undefined || isOn(fields["params"], "concurrently")) return undefined;
    const word = /^(\s*REINDEX(?:\s*\([^)]*\))?\s+(?:INDEX|TABLE|SCHEMA|DATABASE))\s+/i;
    if (textOf(fields["kind"]) === "REINDEX_OBJECT_SYSTEM" || !word.test(statement.text))
      return undefined;
    return cooked({
      pieces: [
        {
          phase: "expand",
          purpose: "Build the indexes anew while they are in use",
          sql: statement.text.replace(word, "$1 CONCURRENTLY "),
          rollback: null,
        },
      ],
    });
  },
};
