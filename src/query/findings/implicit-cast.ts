import { columnsOf, conjuncts, type Expression } from "../expression/expression.ts";
import { predicateOn } from "../expression/predicate.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { RelationFacts } from "../facts/relation.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";
import { leadsAnIndex, plainColumn, tableName } from "./index-advice.ts";
import type { FindingRule } from "./rule.ts";
import { count, evidence, fewRows, percent, share } from "./support.ts";

export const implicitCast: FindingRule = {
  id: "implicit-cast",
  title: "Column cast to the type of the value",
  condition:
    "A condition compares an indexed column after a cast, because the value is of another type.",
  effect: "The index on the column cannot be used, and every row is read and cast.",
  workaround: "Give the value the column's type.",
  sources: ["https://www.postgresql.org/docs/18/typeconv-oper.html"],
  *check(context) {
    for (const node of context.plan.nodes) {
      const facts = context.relation(node);
      const rows = (node.actual && node.actual.rows + node.actual.removed) ?? facts?.rows ?? 0;
      if (facts === undefined || rows < fewRows) continue;
      for (const { column, type } of casts(context, node, facts)) {
        const weight = share(context, node);
        const name = `${tableName(facts)}.${quoteIdentifier(column.name)}`;
        yield {
          level: "warning",
          node,
          object: name,
          message: `\`${name}\` is \`${column.type}\` and is cast to \`${type}\` for the comparison, so its index cannot be used and ${count(rows)} rows are read (${percent(context, weight)}). Give the value the column's type: \`${quoteIdentifier(column.name)} = $1::${column.type}\`.`,
          evidence: evidence(context),
          weight,
        };
      }
    }
  },
};

function* casts(context: FindingContext, node: PlanNode, facts: RelationFacts) {
  const conditions = [node, ...(node.parent ? [node.parent] : [])].flatMap((place) =>
    place === node ? context.expressions(node, "Filter") : joinConditions(context, place),
  );
  for (const conjunct of conditions.flatMap(conjuncts)) {
    const predicate = predicateOn(node.relation?.alias ?? "", conjunct);
    const subject = predicate?.subject;
    if (subject?.kind !== "cast" || subject.argument.kind !== "column") continue;
    if (plainColumn(subject, facts) !== undefined || /^(date|time)/.test(subject.type)) continue;
    const column = plainColumn(subject.argument, facts);
    if (column && leadsAnIndex(quoteIdentifier(column.name), facts))
      yield { column, type: subject.type };
  }
}

/** A join whose condition casts the column of a scan right below it; only where an index would have been looked up. */
function joinConditions(context: FindingContext, join: PlanNode): Expression[] {
  return context.expressions(join, "Join Filter").filter((part) => columnsOf(part).length > 1);
}
