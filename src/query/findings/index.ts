import type { Finding } from "../../core/finding.ts";
import { cartesianProduct } from "./cartesian-product.ts";
import type { FindingContext } from "./context.ts";
import { correlatedSubplan } from "./correlated-subplan.ts";
import { deepOffset } from "./deep-offset.ts";
import { filterAfterIndex } from "./filter-after-index.ts";
import { functionOnColumn } from "./function-on-column.ts";
import { functionPerRow } from "./function-per-row.ts";
import { hashSpill } from "./hash-spill.ts";
import { heapFetches } from "./heap-fetches.ts";
import { implicitCast } from "./implicit-cast.ts";
import { tableName } from "./index-advice.ts";
import { leadingWildcard } from "./leading-wildcard.ts";
import { lossyBitmap } from "./lossy-bitmap.ts";
import { materializedCte } from "./materialized-cte.ts";
import { missingStatistics } from "./missing-statistics.ts";
import { nestedLoopBlowUp } from "./nested-loop-blow-up.ts";
import { notInSubquery } from "./not-in-subquery.ts";
import { orAcrossTables } from "./or-across-tables.ts";
import { plannerSettings } from "./planner-settings.ts";
import { planningTime } from "./planning-time.ts";
import { prefixWithoutPatternIndex } from "./prefix-without-pattern-index.ts";
import { resultToText } from "./result-to-text.ts";
import { rowMisestimate } from "./row-misestimate.ts";
import type { FindingRule, Observation } from "./rule.ts";
import { selectiveScanWithoutIndex } from "./selective-scan-without-index.ts";
import { sortForFewRows } from "./sort-for-few-rows.ts";
import { sortSpill } from "./sort-spill.ts";
import { staleStatistics } from "./stale-statistics.ts";
import { tempFiles } from "./temp-files.ts";
import { triggerTime } from "./trigger-time.ts";
import { unprunedPartitions } from "./unpruned-partitions.ts";
import type { PinnedFinding } from "../plan/picture.ts";
import { title } from "../plan/title.ts";

/** Every rule, by name. */
export const findingRules: readonly FindingRule[] = [
  cartesianProduct,
  correlatedSubplan,
  deepOffset,
  filterAfterIndex,
  functionOnColumn,
  functionPerRow,
  hashSpill,
  heapFetches,
  implicitCast,
  leadingWildcard,
  lossyBitmap,
  materializedCte,
  missingStatistics,
  nestedLoopBlowUp,
  notInSubquery,
  orAcrossTables,
  plannerSettings,
  planningTime,
  prefixWithoutPatternIndex,
  resultToText,
  rowMisestimate,
  selectiveScanWithoutIndex,
  sortForFewRows,
  sortSpill,
  staleStatistics,
  tempFiles,
  triggerTime,
  unprunedPartitions,
];

/** More than a reader acts upon. */
const most = 20;

/** What the rules find, the heaviest first. What the partitions of one table share is one finding. */
export function findings(context: FindingContext): Finding[] {
  return pinnedFindings(context).map(({ finding }) => finding);
}

/** The same, each with the nodes that show it. */
export function pinnedFindings(context: FindingContext): PinnedFinding[] {
  const merged = new Map<string, { finding: Finding; weight: number; nodes: number[] }>();
  for (const rule of findingRules)
    for (const observation of rule.check(context)) {
      const finding = toFinding(context, rule, observation);
      const key = JSON.stringify([finding.rule, finding.object, finding.fix]);
      const { weight, node } = observation;
      const known = merged.get(key);
      if (known === undefined) merged.set(key, { finding, weight, nodes: node ? [node.id] : [] });
      else {
        known.weight += weight;
        if (node) known.nodes.push(node.id);
      }
    }
  return [...merged.values()]
    .sort((a, b) => b.weight - a.weight)
    .slice(0, most)
    .map(({ finding, nodes }) => ({ finding, nodes }));
}

function toFinding(context: FindingContext, rule: FindingRule, observation: Observation): Finding {
  const object = observation.object ?? objectOf(context, observation);
  const { level, message, evidence, fix } = observation;
  return {
    rule: rule.id,
    level,
    object,
    message,
    evidence,
    ...(fix === undefined ? {} : { fix }),
    key: `${rule.id}:${object}`,
  };
}

function objectOf(context: FindingContext, { node }: Observation): string {
  if (node === undefined) return "plan";
  const facts = context.relation(node);
  return facts === undefined ? title(node) : tableName(facts.root ?? facts);
}
