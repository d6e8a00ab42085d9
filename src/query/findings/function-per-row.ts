import { columnsOf, everything, type Expression } from "../expression/expression.ts";
import type { FunctionFacts } from "../facts/relation.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";
import type { FindingRule } from "./rule.ts";
import { count, evidence, fewRows, named, percent, share } from "./support.ts";

export const functionPerRow: FindingRule = {
  id: "function-per-row",
  title: "Function called for each row",
  condition:
    "A user-defined function that Postgres cannot inline stands in a condition or in the output of a node with more than a thousand rows.",
  effect:
    "The function is called once for each row; a volatile one also keeps its condition out of any index.",
  workaround:
    "Where the arguments do not depend on the row, call it once: (select f()). Otherwise join with what it looks up, or write it as one SQL expression that Postgres inlines.",
  sources: ["https://www.postgresql.org/docs/18/xfunc-volatility.html"],
  *check(context) {
    const seen = new Set<string>();
    for (const node of context.plan.nodes) {
      const rows = evaluations(context, node);
      if (rows < fewRows || node.type === "Limit") continue;
      for (const { call, facts } of calls(context, node)) {
        if (seen.has(facts.name)) continue;
        seen.add(facts.name);
        const weight = share(context, node);
        yield {
          level: "warning",
          node,
          object: `${facts.name}()`,
          message: `The ${facts.volatility} ${facts.language} function \`${facts.name}\` is called for each of ${count(rows)} rows of ${named(node)} (${percent(context, weight)}). ${columnsOf(call).length === 0 ? `Its arguments do not depend on the row: write \`(select ${facts.name}(...))\` so that it is called once${facts.volatility === "volatile" ? ", or declare it STABLE if it does not change within a statement" : ""}.` : "Join with what it looks up, or write it as a single SQL expression, which Postgres inlines."}`,
          evidence: evidence(context),
          weight,
        };
      }
    }
  },
};

/** Rows for which a node computes its expressions: with a filter, all that it looks at. */
function evaluations(context: FindingContext, node: PlanNode): number {
  const { actual, estimate, raw } = node;
  if (actual !== undefined) return actual.rows + actual.removed;
  const looked = raw["Filter"] === undefined ? undefined : context.relation(node)?.rows;
  return (looked ?? estimate.rows) * estimate.loops;
}

/** Calls in conditions and output. What a node below already computed is printed in another pair of brackets, as a call, so the deepest counts. */
function* calls(
  context: FindingContext,
  node: PlanNode,
): Generator<{ call: Expression; facts: FunctionFacts }> {
  const below = new Set(
    node.children.flatMap((child) => child.output.map((text) => text.replaceAll(/[()]/g, ""))),
  );
  const computed = node.output.some((text) => below.has(text.replaceAll(/[()]/g, "")));
  const places = [
    ...["Filter", "Join Filter"].flatMap((kind) => context.expressions(node, kind)),
    ...(computed ? [] : context.output(node)),
  ];
  for (const expression of places)
    for (const part of everything(expression)) {
      if (part.kind !== "call") continue;
      const facts = context.functions.get(part.name.split(".").at(-1) ?? "");
      if (facts?.own && facts.language !== "c" && facts.language !== "internal")
        yield { call: part, facts };
    }
}
