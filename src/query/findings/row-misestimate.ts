import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { conjuncts } from "../expression/expression.ts";
import { predicateOn } from "../expression/predicate.ts";
import type { RelationFacts } from "../facts/relation.ts";
import { ancestors } from "../plan/ancestors.ts";
import { misestimate } from "../plan/misestimate.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";
import { plainColumn, tableName } from "./index-advice.ts";
import type { FindingRule } from "./rule.ts";
import { count, named, shareBelow } from "./support.ts";

export const rowMisestimate: FindingRule = {
  id: "row-misestimate",
  title: "Row count misestimated",
  condition:
    "A node gives out ten times more or fewer rows than the planner expected, the nodes below it do not, and a join, a sort or a hash table stands above it.",
  effect: "Joins, memory and the order of the plan are chosen for the wrong size.",
  workaround:
    "Run ANALYZE; where columns depend on each other, create extended statistics on them.",
  sources: ["https://www.postgresql.org/docs/18/planner-stats.html#PLANNER-STATS-EXTENDED"],
  *check(context) {
    for (const node of context.plan.nodes) {
      const off = misestimate(node);
      if (off === undefined || node.children.some((child) => misestimate(child) !== undefined))
        continue;
      if (!matters(node)) continue;
      const facts = context.relation(node);
      const { text, fix } = advice(context, node, facts);
      yield {
        level: "warning",
        node,
        message: `${named(node)} was expected to give ${count(node.estimate.rows)} rows and gave ${count(off.rows)}, ${count(off.times)} times ${off.more ? "more" : "fewer"}; what stands above it was planned for the wrong size. ${text}`,
        evidence: "measured",
        fix,
        weight: shareBelow(context, node.parent ?? node),
      };
    }
  },
};

/** Something above chose its way, or its memory, by this number. */
function matters(node: PlanNode): boolean {
  return [...ancestors(node)].some(
    ({ type, raw }) =>
      /Join|Nested Loop|Sort|Memoize|Hash/.test(type) || raw["Strategy"] === "Hashed",
  );
}

function advice(
  context: FindingContext,
  node: PlanNode,
  facts: RelationFacts | undefined,
): { text: string; fix?: string } {
  if (facts === undefined)
    return {
      text: "Compare the rows of its inputs, and write the condition so that the planner can estimate it.",
    };
  const table = tableName(facts);
  if (!facts.everAnalyzed || facts.changes > (facts.rows ?? 0) * 0.1)
    return {
      text: `The statistics of \`${table}\` are missing or old: run ANALYZE.`,
      fix: `analyze ${table}`,
    };
  const predicates = comparedColumns(context, node, facts);
  const columns = [...new Set(predicates.map(({ column }) => column))];
  if (columns.length < 2)
    return {
      text: "The condition is one that the planner cannot estimate; compare plain columns with values, or put the value into a column of its own.",
    };
  const list = columns.map(quoteIdentifier).join(", ");
  return {
    text: `Its conditions on (${list}) depend on each other, which the planner takes for independent. Create extended statistics on them.`,
    fix: `create statistics ${statisticsName(facts, columns)} (${predicates.every(({ equal }) => equal) ? "dependencies" : "mcv"}) on ${list} from ${table};\nanalyze ${table};`,
  };
}

/** The name that Postgres gives by itself from 16 on; before, CREATE STATISTICS takes no statement without one. */
function statisticsName({ schema, name }: RelationFacts, columns: readonly string[]): string {
  return qualified(schema, `${[name, ...columns].join("_").slice(0, 58)}_stat`);
}

/**
 * Columns that the node's conditions compare. For equality on many values functional dependencies estimate best: a list of
 * common values would be asked first and does not hold most of them.
 */
function comparedColumns(
  context: FindingContext,
  node: PlanNode,
  facts: RelationFacts,
): { column: string; equal: boolean }[] {
  const alias = node.relation?.alias ?? "";
  const conditions = [node, ...node.children].flatMap((scan) =>
    ["Index Cond", "Recheck Cond", "Filter"].flatMap((kind) => context.expressions(scan, kind)),
  );
  return conditions.flatMap(conjuncts).flatMap((conjunct) => {
    const predicate = predicateOn(alias, conjunct);
    const column = predicate && plainColumn(predicate.subject, facts)?.name;
    return column === undefined ? [] : [{ column, equal: predicate?.comparison === "equality" }];
  });
}
