import { asNode, isFields, listOf } from "../../../sql/walk.ts";
import { isOn } from "../../../sql/options.ts";
import type { LintRule } from "../rule.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { relationNamed } from "./facts/names.ts";

export const clusterTable: LintRule = {
  id: "cluster-table",
  title: "CLUSTER or VACUUM FULL",
  condition: "CLUSTER or VACUUM FULL writes a table into a new file.",
  effect: "Nobody reads or writes the table until it is copied and its indexes are built anew.",
  workaround: "VACUUM lets the space be used again; pg_repack, which Neon has, copies online.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      const { node } = heavy.at.statement;
      const cluster = asNode(node, "ClusterStmt");
      const vacuum = asNode(node, "VacuumStmt");
      if (cluster === undefined && !(vacuum && isOn(vacuum["options"], "full"))) continue;
      const named = [
        cluster?.["relation"],
        ...listOf(vacuum?.["rels"]).map((rel) => asNode(rel, "VacuumRelation")?.["relation"]),
      ].find(isFields);
      yield heavyFinding(set, heavy, {
        object: named === undefined ? "database" : relationNamed(heavy.at, named),
        because: `${cluster === undefined ? "VACUUM FULL" : "CLUSTER"} copies the whole table.`,
        instead:
          "Plain VACUUM makes the space usable again and blocks nobody; where the file must shrink or be sorted, use the extension pg_repack, which copies online.",
      });
    }
  },
};
