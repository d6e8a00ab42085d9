import { isOn } from "../../../sql/options.ts";
import { asNode, isFields, listOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { heavyWork, sentence } from "./facts/heavy.ts";
import { relationNamed } from "./facts/names.ts";
import { inUse } from "./facts/set.ts";

export const clusterTable: LintRule = {
  id: "cluster-table",
  title: "CLUSTER or VACUUM FULL",
  condition: "CLUSTER or VACUUM FULL writes a table into a new file.",
  effect: "Nobody reads or writes the table until it is copied and its indexes are built anew.",
  workaround: "VACUUM lets the space be used again; pg_repack, which Neon has, copies online.",
  *check(set) {
    for (const at of set.statements) {
      const cluster = asNode(at.statement.node, "ClusterStmt");
      const vacuum = asNode(at.statement.node, "VacuumStmt");
      if (cluster === undefined && !isOn(vacuum?.["options"], "full")) continue;
      const named = [
        cluster?.["relation"],
        ...listOf(vacuum?.["rels"]).map((rel) => asNode(rel, "VacuumRelation")?.["relation"]),
      ].find(isFields);
      const works = heavyWork(set, at);
      // Without a name, all tables are locked one after the other, each too shortly to be seen.
      const many =
        named === undefined && at.effect?.rewrites.some((name) => inUse(set, at, name)) === true;
      if (works.length === 0 && !many) continue;
      const seen = works.length > 0 ? sentence(set, works) : EACH;
      yield {
        level: "error",
        at,
        object: named === undefined ? at.before.database.name : relationNamed(at, named),
        message: `${cluster === undefined ? "VACUUM FULL" : "CLUSTER"} copies whole tables. ${seen} Plain VACUUM makes the space usable again and blocks nobody; where the file must shrink or be sorted, use the extension pg_repack, which copies online.`,
        evidence: works.length > 0 ? "measured" : "rule",
      };
    }
  },
};

const EACH =
  "It rewrites one after the other under ACCESS EXCLUSIVE, which blocks reads and writes.";
