import { conjuncts } from "../expression/expression.ts";
import { predicateOn, type Predicate } from "../expression/predicate.ts";
import type { RelationFacts } from "../facts/relation.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";
import { fewRows } from "./support.ts";

/** A sequential scan that looks at many rows and keeps some by a filter. */
export interface FilteredScan {
  readonly node: PlanNode;
  readonly facts: RelationFacts;
  /** Rows looked at, and rows kept, in all loops. */
  readonly seen: number;
  readonly kept: number;
  readonly predicates: readonly Predicate[];
}

/** Every sequential scan with a filter over more than a few rows. */
export function* filteredScans(context: FindingContext): Generator<FilteredScan> {
  for (const node of context.plan.nodes) {
    const facts = context.relation(node);
    if (node.type !== "Seq Scan" || facts === undefined || node.relation === undefined) continue;
    const { alias } = node.relation;
    const { seen, kept } = sight(node, facts);
    if (seen < fewRows || repeated(node)) continue;
    const predicates = context
      .expressions(node, "Filter")
      .flatMap(conjuncts)
      .map((conjunct) => predicateOn(alias, conjunct))
      .filter((predicate) => predicate !== undefined);
    if (predicates.length > 0) yield { node, facts, seen, kept, predicates };
  }
}

/** Inside a nested loop or a subquery run for each row: rules of their own speak of those. */
function repeated({ actual, estimate }: PlanNode): boolean {
  return (actual?.loops ?? estimate.loops) >= 10;
}

function sight(
  { actual, estimate }: PlanNode,
  facts: RelationFacts,
): { seen: number; kept: number } {
  if (actual !== undefined) return { seen: actual.rows + actual.removed, kept: actual.rows };
  return { seen: (facts.rows ?? 0) * estimate.loops, kept: estimate.rows * estimate.loops };
}
