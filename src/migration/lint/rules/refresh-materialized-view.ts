import { asNode } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code, relationNamed, relationsOf } from "./facts/names.ts";

export const refreshMaterializedView: LintRule = {
  id: "refresh-materialized-view",
  title: "REFRESH MATERIALIZED VIEW under a lock",
  condition: "A materialized view that is in use is refreshed.",
  effect:
    "Without CONCURRENTLY nobody reads it until its query has run; with it, another refresh has to wait.",
  workaround: "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index over all rows.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      const fields = asNode(heavy.at.statement.node, "RefreshMatViewStmt");
      if (fields === undefined) continue;
      const name = relationNamed(heavy.at, fields["relation"]);
      const view = relationsOf(heavy.at.before).get(name);
      const unique = view?.indexes.some(
        (index) =>
          index.unique &&
          index.predicate === null &&
          index.keys.every(({ column }) => column !== null),
      );
      if (fields["concurrent"] === true) {
        yield heavyFinding(set, heavy, {
          level: "info",
          object: name,
          because: `${code(name)} is refreshed CONCURRENTLY: its readers go on.`,
          instead: "Run it apart from the migration, where nothing waits for it.",
        });
        continue;
      }
      yield heavyFinding(set, heavy, {
        object: name,
        because: `${code(name)} is refreshed in place.`,
        instead: unique
          ? "Refresh it CONCURRENTLY: readers go on with the old rows."
          : "Give it a unique index over columns that tell its rows apart, and refresh it CONCURRENTLY: readers go on with the old rows.",
        fix: unique ? `REFRESH MATERIALIZED VIEW CONCURRENTLY ${name}` : undefined,
      });
    }
  },
};
