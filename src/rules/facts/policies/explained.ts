import type { Session } from "../../../core/session.ts";

/** A node of EXPLAIN's JSON, as far as policies need it. */
export interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly Schema?: string;
  readonly "Parent Relationship"?: string;
  readonly "Subplan Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly Filter?: string;
  readonly "One-Time Filter"?: string;
  readonly Output?: readonly string[];
  readonly Plans?: readonly PlanNode[];
}

/** How the rows of a relation are found: its scan, the gate before it, and the sub-plans of both. */
export interface Scan {
  /** Undefined where the planner knows that no row qualifies. */
  readonly node: PlanNode | undefined;
  /** What the planner left of the condition; `gate` is asked once, `filter` for each row. */
  readonly filter: string | undefined;
  readonly gate: string | undefined;
  /** Indexes that find rows by a condition. */
  readonly indexes: readonly string[];
  /** Sub-plans, by name: `InitPlan 1`. */
  readonly subplans: ReadonlyMap<string, PlanNode>;
}

/** Plans a read of the whole relation (qualified and quoted). Rejects with the error of Postgres where it cannot be planned. */
export async function explainScan(session: Session, relation: string): Promise<Scan> {
  const [row] = await session.query<{ "QUERY PLAN": unknown }>(
    `explain (verbose, costs off, format json) select 1 from ${relation}`,
  );
  const explained = row?.["QUERY PLAN"];
  const parsed: unknown = typeof explained === "string" ? JSON.parse(explained) : explained;
  const [{ Plan: root } = { Plan: undefined }] = parsed as { Plan?: PlanNode }[];
  return root === undefined ? nothing : scanOf(root);
}

const nothing: Scan = {
  node: undefined,
  filter: undefined,
  gate: undefined,
  indexes: [],
  subplans: new Map(),
};

function scanOf(root: PlanNode): Scan {
  const path = pathToScan(root);
  const node = path.at(-1);
  const subplans = new Map<string, PlanNode>();
  collect(root, subplans);
  return {
    node: node?.["Relation Name"] === undefined ? undefined : node,
    filter: node?.Filter,
    gate: path.map((each) => each["One-Time Filter"]).find((gate) => gate !== undefined),
    indexes: node === undefined ? [] : indexesOf(node),
    subplans,
  };
}

/** Down the plan, past the nodes of sub-plans; of partitions, the first. */
function pathToScan(node: PlanNode): PlanNode[] {
  if (node["Relation Name"] !== undefined) return [node];
  const child = own(node)[0];
  return child === undefined ? [node] : [node, ...pathToScan(child)];
}

const own = ({ Plans: children = [] }: PlanNode): readonly PlanNode[] =>
  children.filter((child) => !/^(InitPlan|SubPlan)$/.test(child["Parent Relationship"] ?? ""));

const indexesOf = (node: PlanNode): string[] => [
  ...(node["Index Cond"] === undefined ? [] : [node["Index Name"] ?? ""]),
  ...own(node).flatMap(indexesOf),
];

function collect(node: PlanNode, found: Map<string, PlanNode>): void {
  for (const child of node.Plans ?? []) {
    const name = child["Subplan Name"];
    if (name !== undefined) found.set(name.replace(/ \(returns .*$/, ""), child);
    collect(child, found);
  }
}

/** Whether the sub-plan reads a relation, and so does more than reckon a value. */
export const readsRelation = (node: PlanNode): boolean =>
  node["Relation Name"] !== undefined || (node.Plans ?? []).some(readsRelation);
