import type { Session } from "../../core/session.ts";
import type { FunctionFacts, RelationFacts } from "../facts/relation.ts";
import { functionFacts } from "../facts/functions.ts";
import { relationFacts } from "../facts/relations.ts";
import { everything, type Expression } from "../expression/expression.ts";
import { parseExpression } from "../expression/parse.ts";
import type { Plan, PlanNode, Relation } from "../plan/node.ts";

/** All that rules may look at: the plan, its expressions as trees, and what the catalog knows of what they name. */
export interface FindingContext {
  readonly plan: Plan;
  /** There are actual figures. */
  readonly analyzed: boolean;
  /** The statement's parse tree. */
  readonly statement: unknown;
  /** Every table behind the plan, and those whose foreign keys reference a changed one. */
  readonly relations: readonly RelationFacts[];
  relation(node: PlanNode): RelationFacts | undefined;
  /** By name without schema. */
  readonly functions: ReadonlyMap<string, FunctionFacts>;
  /** The expressions of a node under one of EXPLAIN's names: `Filter`, `Sort Key`. */
  expressions(node: PlanNode, kind: string): readonly Expression[];
  /** What a node puts out, as far as it is more than a column. */
  output(node: PlanNode): readonly Expression[];
}

/** Most expressions of one plan that are parsed; a plan over a thousand partitions repeats itself. */
const expressionLimit = 2000;

/** Gathers the facts once: expressions through the parser, the rest with two catalog queries. */
export async function gatherContext(
  session: Session,
  plan: Plan,
  statement: unknown,
): Promise<FindingContext> {
  const parsed = await parseAll(plan);
  const found = relationsOf(plan.nodes);
  const changed = relationsOf(plan.nodes.filter(({ type }) => type === "ModifyTable"));
  const relations = await relationFacts(session, found, changed);
  const functions = await functionFacts(session, functionNames(parsed));
  const at = (text: string): readonly Expression[] => parsed.get(text) ?? [];
  return {
    plan,
    analyzed: plan.root.actual !== undefined,
    statement,
    relations,
    functions,
    relation: ({ relation }) =>
      relations.find(({ schema, name }) => schema === relation?.schema && name === relation?.name),
    expressions: (node, kind) =>
      node.clauses.filter((clause) => clause.kind === kind).flatMap(({ text }) => at(text)),
    output: (node) => node.output.flatMap(at),
  };
}

async function parseAll(plan: Plan): Promise<Map<string, readonly Expression[]>> {
  const texts = new Set(
    plan.nodes.flatMap((node) => [
      ...node.clauses.map(({ text }) => text),
      ...node.output.filter((text) => text.includes("(")),
    ]),
  );
  const parsed = new Map<string, readonly Expression[]>();
  for (const text of [...texts].slice(0, expressionLimit))
    parsed.set(text, await parseExpression(text));
  return parsed;
}

function relationsOf(nodes: readonly PlanNode[]): Relation[] {
  const unique = new Map<string, Relation>();
  for (const { relation } of nodes)
    if (relation) unique.set(JSON.stringify([relation.schema, relation.name]), relation);
  return [...unique.values()];
}

function functionNames(parsed: ReadonlyMap<string, readonly Expression[]>): string[] {
  const names = new Set<string>();
  for (const expressions of parsed.values())
    for (const expression of expressions)
      for (const part of everything(expression))
        if (part.kind === "call") names.add(part.name.split(".").at(-1) ?? part.name);
  return [...names];
}
