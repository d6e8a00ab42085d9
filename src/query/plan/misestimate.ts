import { ancestors } from "./ancestors.ts";
import type { PlanNode } from "./node.ts";

/** From here on the planner tends to choose another join or access than it would with the truth. */
const factor = 10;

/** Rows, expected or given, below which a wrong guess does little harm. */
const harmless = 100;

export interface Misestimate {
  /** Of one loop, of all workers together. */
  readonly rows: number;
  /** How many times more or fewer than expected. */
  readonly times: number;
  readonly more: boolean;
}

/** How far a node's rows are from the planner's guess, where that is far enough to mislead it. */
export function misestimate(node: PlanNode): Misestimate | undefined {
  const { actual, estimate } = node;
  if (actual === undefined || actual.loops === 0 || node.type.startsWith("Bitmap Index"))
    return undefined;
  const processes = node.raw["Parallel Aware"] === true ? 1 : actual.loops;
  const rows = actual.rows / processes;
  const expected =
    node.raw["Parallel Aware"] === true ? estimate.rows * actual.loops : estimate.rows;
  const more = rows > expected;
  const times = more ? rows / Math.max(1, expected) : expected / Math.max(1, rows);
  const large = Math.max(rows, expected) * processes >= harmless;
  if (times < factor || !large || (!more && stoppedEarly(node))) return undefined;
  return { rows, times, more };
}

/** Who reads a node may stop when it has enough: fewer rows than expected then mean nothing. */
function stoppedEarly(node: PlanNode): boolean {
  const readers = [...ancestors(node)];
  return (
    node.relationship === "SubPlan" ||
    node.relationship === "Inner" ||
    readers.some(
      (reader) =>
        reader.type === "Limit" ||
        reader.type === "Merge Join" ||
        reader.relationship === "Inner" ||
        reader.relationship === "SubPlan" ||
        reader.relationship === "InitPlan",
    )
  );
}
