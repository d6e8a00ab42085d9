import { columnsOf, conjuncts, type Expression } from "../expression/expression.ts";
import { predicateOn } from "../expression/predicate.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";
import { createIndex, indexKeys, tableName } from "./index-advice.ts";
import type { FindingRule } from "./rule.ts";
import { sortColumns } from "./sort-columns.ts";
import { count, evidence, fewRows, percent, shareBelow, subtree } from "./support.ts";

/** Rows looked at on the inner side, over all its runs, below which the loop does no harm. */
const manyRows = 100_000;

export const nestedLoopBlowUp: FindingRule = {
  id: "nested-loop-blow-up",
  title: "Nested loop that reads its inner side again and again",
  condition:
    "The inner side of a nested loop is run for each outer row without an index lookup, over 100,000 rows together.",
  effect: "The work is the product of both sides.",
  workaround:
    "Create an index on the inner side's join column, or correct the estimate that made a nested loop look cheap.",
  *check(context) {
    for (const node of context.plan.nodes) {
      if (node.type !== "Nested Loop") continue;
      const inner = node.children.find(({ relationship }) => relationship === "Inner");
      const outer = node.children.find(({ relationship }) => relationship === "Outer");
      if (inner === undefined || outer === undefined) continue;
      const loops = inner.actual?.loops ?? inner.estimate.loops;
      const scan = [...subtree(inner)].find(isWhole);
      const facts = scan && context.relation(scan);
      if (scan === undefined || facts === undefined || loops < 10) continue;
      const looked = rowsLooked(inner, scan, facts.rows ?? 0);
      if (looked < manyRows) continue;
      const weight = shareBelow(context, node);
      const keys = joinKeys(context, node, scan);
      yield {
        level: "warning",
        node,
        object: tableName(facts),
        message: `A nested loop goes through the rows of \`${tableName(facts)}\` ${count(loops)} times, ${count(looked)} rows in all (${percent(context, weight)})${expectation(outer)}. ${keys.length > 0 ? `Create an index on (${keys.join(", ")}), so that each outer row finds its partners.` : "Join by equality on columns, so that Postgres can hash one side."}`,
        evidence: evidence(context),
        fix: keys.length > 0 ? createIndex(facts, keys) : undefined,
        weight,
      };
    }
  },
};

/** Inner sides that read their input once and hand it out again. */
const keeping = new Set(["Materialize", "Memoize"]);

/** Reads a table from end to end: also through an index without a condition, for its order. */
function isWhole({ type, clauses }: PlanNode): boolean {
  const ordered = type === "Index Scan" || type === "Index Only Scan";
  return type === "Seq Scan" || (ordered && !clauses.some(({ kind }) => kind === "Index Cond"));
}

/** A Materialize or Memoize above the scan hands its rows out again, which is cheaper but still one look at each. */
function rowsLooked(inner: PlanNode, scan: PlanNode, rows: number): number {
  const { actual } = scan;
  if (actual === undefined || inner.actual === undefined)
    return inner.estimate.loops * (keeping.has(inner.type) ? inner.estimate.rows : rows);
  return Math.max(actual.rows + actual.removed, inner.actual.rows);
}

function expectation(outer: PlanNode): string {
  const { actual, estimate } = outer;
  if (actual === undefined || actual.rows < estimate.rows * 10 || actual.rows < fewRows) return "";
  return `; the planner expected ${count(estimate.rows)} outer rows, not ${count(actual.rows)}`;
}

/** The scan's columns that the join condition compares with the outer side. */
function joinKeys(context: FindingContext, loop: PlanNode, scan: PlanNode): string[] {
  const facts = context.relation(scan);
  const alias = scan.relation?.alias;
  if (facts === undefined || alias === undefined) return [];
  const crosses = (part: Expression): boolean =>
    columnsOf(part).some(({ table }) => table !== alias);
  const predicates = [
    ...context.expressions(loop, "Join Filter"),
    ...context.expressions(scan, "Filter"),
  ]
    .flatMap(conjuncts)
    .filter(crosses)
    .map((conjunct) => predicateOn(alias, conjunct))
    .filter((predicate) => predicate !== undefined);
  const order = predicates.length > 0 ? orderWanted(context, scan) : [];
  const keys = indexKeys(predicates, order, facts, context);
  return facts.indexes.some((index) => sameKeys(index.keys, keys)) ? [] : keys;
}

/** The order that a LIMIT above the scan needs: by its sort, or by the index that the scan follows. */
function orderWanted(context: FindingContext, scan: PlanNode): readonly string[] {
  const { parent } = scan;
  if (parent?.type === "Sort" && parent.parent?.type === "Limit")
    return sortColumns(context, parent, scan);
  const index = context.relation(scan)?.indexes.find(({ name }) => name === scan.index);
  return parent?.type === "Limit" ? (index?.keys ?? []) : [];
}

function sameKeys(some: readonly string[], others: readonly string[]): boolean {
  return others.every((key, position) => some[position] === key.split(" ")[0]);
}
