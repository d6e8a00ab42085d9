import { pages, particulars, rows, short, time } from "./figures.ts";
import type { Clause, Plan, PlanNode } from "./node.ts";
import { title } from "./title.ts";

export type Response = "concise" | "detailed";

/** Longest expression of a concise plan, in characters. */
const expressionLimit = 160;

/**
 * A plan as a tree of text, one line for each node: what it does, its conditions, rows estimated and actual, cost,
 * own and whole time, own pages. `concise` cuts long expressions, `detailed` does not and adds what a node puts out.
 */
export function planText(plan: Plan, response: Response): string {
  const lines: string[] = [];
  print(plan.root, 0, response, lines);
  for (const trigger of plan.triggers) {
    const name = trigger.constraint ?? trigger.name;
    lines.push(
      `Trigger ${name}${trigger.relation ? ` on ${trigger.relation}` : ""} | calls ${trigger.calls} | ${short(trigger.ms)} ms`,
    );
  }
  return lines.join("\n");
}

function print(node: PlanNode, depth: number, response: Response, lines: string[]): void {
  const heading = `${node.subplan === undefined ? "" : `${node.subplan}: `}${title(node)}`;
  const parts = [
    heading,
    ...node.clauses.map((clause) => expression(clause, response)),
    rows(node),
    cost(node),
    time(node),
    pages(node.ownBuffers),
    ...particulars(node),
    response === "detailed" && node.output.length > 0 ? `out ${node.output.join(", ")}` : undefined,
  ];
  lines.push(" ".repeat(depth) + parts.filter((part) => part !== undefined).join(" | "));
  for (const child of node.children) print(child, depth + 1, response, lines);
}

/** Startup cost matters where something stops early; everywhere else the total says it all. */
function cost({ estimate, parent }: PlanNode): string {
  const early = parent?.type === "Limit" && estimate.startupCost > 0;
  return `cost ${early ? `${short(estimate.startupCost)}..` : ""}${short(estimate.totalCost)}`;
}

function expression({ kind, text }: Clause, response: Response): string {
  const cut = response === "concise" && text.length > expressionLimit;
  const line = text.replaceAll(/\s+/g, " ");
  return `${kind} ${cut ? `${line.slice(0, expressionLimit)}…` : line}`;
}
