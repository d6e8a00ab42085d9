import { isOn } from "../../../sql/options.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, isFields, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { heavyWork, sentence } from "./facts/heavy.ts";
import { relationNamed } from "./facts/names.ts";
import { blockingLocks, inUse } from "./facts/set.ts";

export const reindex: LintRule = {
  id: "reindex",
  title: "REINDEX without CONCURRENTLY",
  condition: "Indexes of a table that is in use are built anew in place.",
  effect: "Nobody writes to the table, and nobody reads by the index, until it is built.",
  workaround: "REINDEX ... CONCURRENTLY, outside a transaction.",
  *check(set) {
    for (const at of set.statements) {
      const fields = asNode(at.statement.node, "ReindexStmt");
      const kind = textOf(fields?.["kind"]).replace("REINDEX_OBJECT_", "");
      // Those of the system can be built in place alone.
      if (fields === undefined || kind === "SYSTEM" || isOn(fields["params"], "concurrently"))
        continue;
      const works = heavyWork(set, at);
      const one = isFields(fields["relation"]);
      // All of a schema are locked one after the other, each too shortly to be seen; a table may have no index yet.
      const many =
        blockingLocks(set, at).length > 0 ||
        (!one && at.effect?.scans.some((name) => inUse(set, at, name)) === true);
      if (works.length === 0 && !many) continue;
      const name = one
        ? relationNamed(at, fields["relation"])
        : quoteIdentifier(textOf(fields["name"]) || at.before.database.name);
      const seen = works.length > 0 ? sentence(set, works) : EACH;
      yield {
        level: "error",
        at,
        object: name,
        message: `REINDEX builds indexes in place. ${seen} Build them CONCURRENTLY, outside a transaction.`,
        evidence: works.length > 0 ? "measured" : "rule",
        fix: `REINDEX ${kind} CONCURRENTLY ${name}`,
      };
    }
  },
};

const EACH =
  "It builds every index there is, one after the other, under SHARE on its table, which blocks writes.";
