import { columnsOf, conjuncts } from "../expression/expression.ts";
import { predicateOn } from "../expression/predicate.ts";
import { plainColumn, tableName } from "./index-advice.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";
import type { FindingRule } from "./rule.ts";
import { count, evidence, percent, rowsOut, shareBelow } from "./support.ts";

export const unprunedPartitions: FindingRule = {
  id: "unpruned-partitions",
  title: "All partitions scanned",
  condition:
    "A condition over the partition key wraps it in an expression, so that at least four partitions are scanned and most give no row.",
  effect: "The work grows with the number of partitions.",
  workaround: "Compare the bare key with a range.",
  sources: ["https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITION-PRUNING"],
  *check(context) {
    for (const node of context.plan.nodes) {
      if (node.type !== "Append" && node.type !== "Merge Append") continue;
      const scans = node.children.filter((child) => context.relation(child)?.root !== undefined);
      const empty = scans.filter((scan) => rowsOut(scan) < 1);
      const [first] = scans;
      const facts = first && context.relation(first);
      if (first === undefined || facts?.root === undefined || scans.length < 4) continue;
      if (context.analyzed && empty.length < scans.length / 2) continue;
      const wrapped = wrappedKey(context, first);
      if (wrapped === undefined) continue;
      const weight = shareBelow(context, node);
      yield {
        level: "warning",
        node,
        object: tableName(facts.root),
        message: `${count(scans.length)} partitions of \`${tableName(facts.root)}\` are scanned${context.analyzed ? `, ${count(empty.length)} of them for no row` : ""} (${percent(context, weight)}), because the condition wraps the partition key \`${wrapped}\` in an expression. Compare the bare key with a range: \`${wrapped} >= $1 and ${wrapped} < $2\`.`,
        evidence: evidence(context),
        weight,
      };
    }
  },
};

/** A column of the partition key inside an expression that is compared. */
function wrappedKey(context: FindingContext, scan: PlanNode): string | undefined {
  const facts = context.relation(scan);
  if (facts === undefined) return undefined;
  for (const conjunct of context.expressions(scan, "Filter").flatMap(conjuncts)) {
    const predicate = predicateOn(scan.relation?.alias ?? "", conjunct);
    if (predicate === undefined || plainColumn(predicate.subject, facts) !== undefined) continue;
    const key = columnsOf(predicate.subject).find(({ name }) => facts.partitionKey.includes(name));
    if (key !== undefined) return key.name;
  }
  return undefined;
}
