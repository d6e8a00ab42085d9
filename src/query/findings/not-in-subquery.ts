import { everything } from "../expression/expression.ts";
import type { FindingRule } from "./rule.ts";
import { count, evidence, fewRows, percent, rowsOut, share, shareBelow } from "./support.ts";

export const notInSubquery: FindingRule = {
  id: "not-in-subquery",
  title: "NOT IN with a subquery that does not fit into memory",
  condition: "NOT IN (select ...) over more than a thousand rows whose subquery is not hashed.",
  effect:
    "The subquery's rows are gone through for each outer row; and one NULL among them makes the result empty.",
  workaround: "Write NOT EXISTS, which Postgres joins.",
  sources: ["https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_NOT_IN"],
  *check(context) {
    for (const node of context.plan.nodes) {
      const subplans = node.children.filter(({ relationship }) => relationship === "SubPlan");
      const negated = context
        .expressions(node, "Filter")
        .flatMap((filter) => [...everything(filter)])
        .filter((part) => part.kind === "not")
        .flatMap((part) => [...everything(part)])
        .filter((part) => part.kind === "subplan")
        .filter(({ hashed }) => !hashed);
      const subplan = subplans.find(({ subplan: name }) =>
        negated.some((part) => part.name === name),
      );
      const rows = rowsOut(node) + (node.actual?.removed ?? 0);
      if (
        subplan === undefined ||
        rows < fewRows ||
        !isMembership(node.clauses.map(({ text }) => text))
      )
        continue;
      const weight = Math.max(share(context, node), shareBelow(context, subplan));
      yield {
        level: "warning",
        node,
        message: `NOT IN goes through the subquery's rows for each of ${count(rows)} rows (${percent(context, weight)}), because its result does not fit into work_mem as a hash table; one NULL in it would also make the result empty. Write NOT EXISTS (select from ... where inner = outer), which Postgres runs as an anti join.`,
        evidence: evidence(context),
        weight,
      };
    }
  },
};

/** `NOT (ANY (a = (SubPlan 1).col1))` from Postgres 17, `NOT (SubPlan 1)` before; NOT EXISTS prints its own word from 17. */
function isMembership(texts: readonly string[]): boolean {
  return texts.some((text) => /NOT \((?:ANY \(|SubPlan \d)/.test(text));
}
