import type { LintRule } from "../rule.ts";
import { asNode, isFields, textOf } from "../../../sql/walk.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { relationNamed } from "./facts/names.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";

export const reindex: LintRule = {
  id: "reindex",
  title: "REINDEX without CONCURRENTLY",
  condition: "Indexes of a table that is in use are built anew in place.",
  effect: "Nobody writes to the table, and nobody reads by the index, until it is built.",
  workaround: "REINDEX ... CONCURRENTLY, outside a transaction.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      const fields = asNode(heavy.at.statement.node, "ReindexStmt");
      if (fields === undefined) continue;
      const kind = textOf(fields["kind"]).replace("REINDEX_OBJECT_", "");
      const name = isFields(fields["relation"])
        ? relationNamed(heavy.at, fields["relation"])
        : quoteIdentifier(textOf(fields["name"]));
      yield heavyFinding(set, heavy, {
        object: name,
        because: "REINDEX builds indexes in place.",
        instead: "Build them CONCURRENTLY, outside a transaction.",
        fix: kind === "SYSTEM" ? undefined : `REINDEX ${kind} CONCURRENTLY ${name}`,
      });
    }
  },
};
