import type { PlanNode } from "./node.ts";
import { numberAt, type RawObject } from "./raw.ts";

/**
 * Milliseconds on the clock. EXPLAIN prints the mean of a loop, and below a Gather every process is a loop of its own;
 * the processes run side by side.
 */
export function elapsedMs(raw: RawObject, processes: number): number {
  const loops = numberAt(raw, "Actual Loops") ?? 0;
  const mean = numberAt(raw, "Actual Total Time") ?? 0;
  return (mean * loops) / Math.max(1, Math.min(processes, loops));
}

/**
 * The nodes whose time and buffers are inside this node's own figures. A CTE is listed below the node that defines it
 * but runs, and is counted, where it is first read: in a CTE Scan.
 */
export function outsideOf(node: PlanNode, nodes: readonly PlanNode[]): PlanNode[] {
  const parts = node.children.filter((child) => !isCte(child));
  const cte = node.type === "CTE Scan" ? definitionOf(node, nodes) : undefined;
  return cte === undefined ? parts : [...parts, cte];
}

/** What is left of a node's time after its parts. Never negative: the clock is read at different moments. */
export function ownMs(totalMs: number, parts: readonly PlanNode[]): number {
  return Math.max(
    0,
    parts.reduce((rest, part) => rest - (part.actual?.totalMs ?? 0), totalMs),
  );
}

function isCte(node: PlanNode): boolean {
  return node.subplan?.startsWith("CTE ") ?? false;
}

/** The CTE's plan, for the first of its scans only: the later ones read what the first has stored. */
function definitionOf(scan: PlanNode, nodes: readonly PlanNode[]): PlanNode | undefined {
  const name = scan.raw["CTE Name"];
  const reads = nodes.filter((node) => node.type === "CTE Scan" && node.raw["CTE Name"] === name);
  return reads[0] === scan
    ? nodes.find((node) => node.subplan === `CTE ${String(name)}`)
    : undefined;
}
