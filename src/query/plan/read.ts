import { ToolError } from "../../core/errors.ts";
import { readBuffers, subtractBuffers } from "./buffers.ts";
import { readClauses } from "./clauses.ts";
import type { Actual, Plan, PlanNode, Relation, TriggerTime } from "./node.ts";
import { isObject, numberAt, objectAt, objectsAt, textAt, textsAt, type RawObject } from "./raw.ts";
import { ownCost, reckonedLoops, wholeCost } from "./cost.ts";
import { elapsedMs, outsideOf, ownMs } from "./time.ts";

/**
 * Reads what `EXPLAIN (FORMAT JSON)` of Postgres 14 to 18 returns, as text or already parsed.
 * Totals are over all loops; what the versions name differently is the same here.
 */
export function readPlan(explained: unknown): Plan {
  const parsed: unknown = typeof explained === "string" ? JSON.parse(explained) : explained;
  const top: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  const rootRaw = isObject(top) ? objectAt(top, "Plan") : undefined;
  if (!isObject(top) || rootRaw === undefined)
    throw new ToolError(
      "POSTGRES",
      "Postgres returned no plan for this statement.",
      "Give one SELECT, VALUES, INSERT, UPDATE, DELETE or MERGE statement to explain_query.",
    );
  const nodes: PlanNode[] = [];
  const root = readNode(rootRaw, undefined, 1, nodes);
  const planning = objectAt(top, "Planning");
  const serialization = objectAt(top, "Serialization");
  return {
    root,
    nodes,
    planningMs: numberAt(top, "Planning Time"),
    planningKb: planning && numberAt(planning, "Memory Used"),
    executionMs: numberAt(top, "Execution Time"),
    serializationMs: serialization && numberAt(serialization, "Time"),
    serializedKb: serialization && numberAt(serialization, "Output Volume"),
    planningBuffers: planning && readBuffers(planning),
    settings: readSettings(objectAt(top, "Settings")),
    triggers: objectsAt(top, "Triggers").map(readTrigger),
    jitMs: readJit(objectAt(top, "JIT")),
  };
}

interface Building extends Omit<PlanNode, "children" | "actual" | "ownBuffers" | "estimate"> {
  children: readonly PlanNode[];
  actual: Actual | undefined;
  ownBuffers: PlanNode["ownBuffers"];
  estimate: PlanNode["estimate"];
}

function readNode(
  raw: RawObject,
  parent: PlanNode | undefined,
  processes: number,
  nodes: PlanNode[],
): PlanNode {
  const { Plans: _, ...rest } = raw;
  const planned = numberAt(raw, "Workers Planned");
  const launched = numberAt(raw, "Workers Launched");
  const estimate = {
    totalCost: numberAt(raw, "Total Cost") ?? 0,
    startupCost: numberAt(raw, "Startup Cost") ?? 0,
    rows: numberAt(raw, "Plan Rows") ?? 0,
    width: numberAt(raw, "Plan Width") ?? 0,
    loops: 1,
    ownCost: 0,
    wholeCost: 0,
  };
  const node: Building = {
    id: nodes.length + 1,
    type: textAt(raw, "Node Type") ?? "Unknown",
    parent,
    children: [],
    relationship: textAt(raw, "Parent Relationship"),
    subplan: textAt(raw, "Subplan Name"),
    relation: readRelation(raw),
    index: textAt(raw, "Index Name"),
    clauses: readClauses(raw),
    output: textsAt(raw, "Output"),
    estimate,
    actual: undefined,
    buffers: readBuffers(raw),
    ownBuffers: undefined,
    workers: planned === undefined ? undefined : { planned, launched },
    raw: rest,
  };
  nodes.push(node);
  estimate.loops = reckonedLoops(node);
  const below = launched === undefined ? processes : processes + launched;
  const built: PlanNode[] = [];
  node.children = built;
  for (const child of objectsAt(raw, "Plans")) built.push(readNode(child, node, below, nodes));
  const outside = outsideOf(node, nodes);
  estimate.ownCost = ownCost(node);
  estimate.wholeCost = wholeCost(node);
  if (node.buffers)
    node.ownBuffers = subtractBuffers(
      node.buffers,
      outside.map((part) => part.buffers),
    );
  const totalMs = elapsedMs(raw, processes);
  const loops = numberAt(raw, "Actual Loops");
  if (loops !== undefined)
    node.actual = {
      loops,
      rows: (numberAt(raw, "Actual Rows") ?? 0) * loops,
      totalMs,
      ownMs: ownMs(totalMs, outside),
      removed: removedRows(raw, loops),
    };
  return node;
}

function readRelation(raw: RawObject): Relation | undefined {
  const name = textAt(raw, "Relation Name");
  if (name === undefined) return undefined;
  return { schema: textAt(raw, "Schema"), name, alias: textAt(raw, "Alias") ?? name };
}

/** EXPLAIN prints the mean of a loop here too. */
function removedRows(raw: RawObject, loops: number): number {
  const kinds = ["Filter", "Join Filter", "Index Recheck"];
  return (
    kinds.reduce((sum, kind) => sum + (numberAt(raw, `Rows Removed by ${kind}`) ?? 0), 0) * loops
  );
}

function readSettings(raw: RawObject | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(raw ?? {}).map(([name, value]) => [name, String(value)]),
  );
}

function readTrigger(raw: RawObject): TriggerTime {
  return {
    name: textAt(raw, "Trigger Name") ?? "",
    constraint: textAt(raw, "Constraint Name"),
    relation: textAt(raw, "Relation"),
    calls: numberAt(raw, "Calls") ?? 0,
    ms: numberAt(raw, "Time") ?? 0,
  };
}

function readJit(raw: RawObject | undefined): number | undefined {
  const timing = raw && objectAt(raw, "Timing");
  return timing && numberAt(timing, "Total");
}
