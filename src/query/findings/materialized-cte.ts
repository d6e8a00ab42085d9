import type { FindingRule } from "./rule.ts";
import { count, fewRows, percent, rowsOut, share, shareBelow } from "./support.ts";

export const materializedCte: FindingRule = {
  id: "materialized-cte",
  title: "CTE that is computed in full and then filtered",
  condition: "The scans of a CTE keep less than a tenth of its rows.",
  effect:
    "The CTE is a fence: conditions outside do not reach the tables inside, nor their indexes.",
  workaround: "Write NOT MATERIALIZED, or move the condition into the CTE.",
  sources: [
    "https://www.postgresql.org/docs/18/queries-with.html#QUERIES-WITH-CTE-MATERIALIZATION",
  ],
  *check(context) {
    for (const definition of context.plan.nodes) {
      const name = definition.subplan?.startsWith("CTE ") ? definition.subplan.slice(4) : undefined;
      if (
        name === undefined ||
        definition.type === "Recursive Union" ||
        definition.type === "ModifyTable"
      )
        continue;
      const scans = context.plan.nodes.filter(
        (node) => node.type === "CTE Scan" && node.raw["CTE Name"] === name,
      );
      const made = rowsOut(definition);
      const kept = scans.reduce((sum, scan) => sum + rowsOut(scan), 0);
      const [scan] = scans;
      if (scan === undefined || made < fewRows || kept > made / 10) continue;
      if (!scans.every((each) => each.clauses.some(({ kind }) => kind === "Filter"))) continue;
      const weight = Math.max(shareBelow(context, definition), share(context, scan));
      yield {
        level: "warning",
        node: scan,
        object: `CTE ${name}`,
        message: `CTE \`${name}\` is computed in full, ${count(made)} rows, of which its readers keep ${count(kept)} (${percent(context, weight)}); their conditions do not reach the tables inside. Write \`${name} as not materialized (...)\`, or move the condition into it.`,
        evidence: context.analyzed ? "measured" : "estimated",
        weight,
      };
    }
  },
};
