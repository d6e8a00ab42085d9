import { pages, particulars, rows, short, time } from "./figures.ts";
import type { Clause, Plan, PlanNode, TriggerTime } from "./node.ts";
import { title } from "./title.ts";

export type Response = "concise" | "detailed";

/** Longest expression of a concise plan, in characters. */
const expressionLimit = 160;

/** The type of a literal, where it is the one that a reader would take it for. */
const plainType =
  /'::(?:text|date|timestamp with(?:out)? time zone|integer\[\]|bigint\[\]|text\[\])(?![\w[])/g;

/** Children of one Append that a concise plan prints; the partitions of a table are much alike. */
const siblingLimit = 8;

/** Characters of a plan; the rest of a result has to fit beside it. */
const planLimit = 24_000;

/**
 * A plan as a tree of text, one line for each node: what it does, its conditions, rows estimated and actual, cost,
 * own and whole time, own pages. `concise` cuts long expressions and sums up the later partitions of many; `detailed`
 * prints all, and what a node puts out.
 */
export function planText(plan: Plan, response: Response): string {
  const after = [...plan.triggers.map(trigger), ...beside(plan)];
  return [cut([...lines(plan.root, 0, response)].join("\n")), ...after].join("\n");
}

function cut(tree: string): string {
  if (tree.length <= planLimit) return tree;
  const end = tree.lastIndexOf("\n", planLimit);
  const left = tree.slice(end).split("\n").length - 1;
  return `${tree.slice(0, end)}\n… ${left} more nodes; explain a part of the query to see them`;
}

function* lines(node: PlanNode, depth: number, response: Response): Generator<string> {
  const indent = " ".repeat(depth);
  yield indent + line(node, response);
  const shown = response === "detailed" ? node.children : heaviest(node);
  for (const child of shown) yield* lines(child, depth + 1, response);
  const hidden = node.children.filter((child) => !shown.includes(child));
  if (hidden.length > 0) yield `${indent} ${summary(hidden)}`;
}

/** All children, or of many like ones those that took most, in their order. */
function heaviest({ children }: PlanNode): readonly PlanNode[] {
  if (children.length <= siblingLimit) return children;
  const weight = ({ actual, estimate }: PlanNode): number => actual?.totalMs ?? estimate.totalCost;
  const kept = new Set([...children].sort((a, b) => weight(b) - weight(a)).slice(0, siblingLimit));
  return children.filter((child) => kept.has(child));
}

function summary(nodes: readonly PlanNode[]): string {
  const sum = (of: (node: PlanNode) => number): string =>
    short(nodes.reduce((all, node) => all + of(node), 0));
  const measured = nodes.some(({ actual }) => actual !== undefined);
  const rowsOut = `rows ${sum(({ estimate }) => estimate.rows)}${measured ? `->${sum(({ actual }) => actual?.rows ?? 0)}` : ""}`;
  const times = measured ? ` | ${sum(({ actual }) => actual?.totalMs ?? 0)} ms` : "";
  return `… ${nodes.length} more like these | ${rowsOut} | cost ${sum(({ estimate }) => estimate.totalCost)}${times}`;
}

function line(node: PlanNode, response: Response): string {
  const parts = [
    `${node.subplan === undefined ? "" : `${node.subplan}: `}${title(node)}`,
    ...node.clauses.map((clause) => expression(clause, response)),
    rows(node),
    cost(node),
    time(node),
    pages(node.ownBuffers),
    ...particulars(node),
    response === "detailed" && node.output.length > 0 ? `out ${node.output.join(", ")}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(" | ");
}

/** Startup cost matters where something stops early; everywhere else the total says it all. */
function cost({ estimate, parent }: PlanNode): string {
  const early = parent?.type === "Limit" && estimate.startupCost > 0;
  return `cost ${early ? `${short(estimate.startupCost)}..` : ""}${short(estimate.totalCost)}`;
}

function expression({ kind, text }: Clause, response: Response): string {
  const flat = text.replaceAll(/\s+/g, " ");
  if (response === "detailed") return `${kind} ${flat}`;
  const bare = flat.replaceAll(plainType, "'");
  return `${kind} ${bare.length > expressionLimit ? `${bare.slice(0, expressionLimit)}…` : bare}`;
}

function trigger({ name, constraint, relation, calls, ms }: TriggerTime): string {
  const where = relation === undefined ? "" : ` on ${relation}`;
  return `Trigger ${constraint ?? name}${where} | calls ${calls} | ${short(ms)} ms`;
}

/** Memory that planning seldom needs: mostly for partitions that were not pruned. */
const heavyPlanningKb = 2_048;

/** What takes a tenth of the execution and is no node's: compiling expressions, turning the result into text. */
function* beside({
  executionMs = 0,
  jitMs = 0,
  serializationMs = 0,
  serializedKb = 0,
  planningKb = 0,
}: Plan): Generator<string> {
  if (planningKb >= heavyPlanningKb) yield `Planning | ${short(planningKb)} kB of memory`;
  if (jitMs > executionMs / 10) yield `JIT | ${short(jitMs)} ms`;
  if (serializationMs > executionMs / 10)
    yield `Result to text | ${short(serializationMs)} ms | ${short(serializedKb)} kB`;
}
