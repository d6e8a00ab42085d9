import type { PlanNode } from "../plan/node.ts";
import { numberAt, objectAt, objectsAt, textAt } from "../plan/raw.ts";
import { setWorkMemory, workMemory } from "./memory.ts";
import type { FindingRule } from "./rule.ts";
import { count, named, percent, share } from "./support.ts";

export const sortSpill: FindingRule = {
  id: "sort-spill",
  title: "Sort on disk",
  condition: "A sort did not fit into work_mem and was merged from temporary files.",
  effect: "The rows are written to disk and read back.",
  workaround:
    "Sort fewer or narrower rows, let an index give the order, or set work_mem higher for this statement.",
  sources: ["https://www.postgresql.org/docs/18/runtime-config-resource.html#GUC-WORK-MEM"],
  *check(context) {
    for (const node of context.plan.nodes) {
      const kilobytes = onDisk(node);
      if (kilobytes === 0) continue;
      const weight = share(context, node);
      yield {
        level: "warning",
        node,
        message: `${named(node)} of ${count(node.actual?.rows ?? 0)} rows did not fit into work_mem (${workMemory(context)}) and took ${count(kilobytes)} kB of temporary files (${percent(context, weight)}). Sort fewer or narrower rows, let an index give the order, or raise work_mem for this statement alone.`,
        evidence: "measured",
        fix: setWorkMemory(kilobytes),
        weight,
      };
    }
  },
};

/** Kilobytes of the largest sort on disk: of the leader, of a worker, or of a group of an incremental sort. */
function onDisk(node: PlanNode): number {
  const sorts = [node.raw, ...objectsAt(node.raw, "Workers")].map((part) =>
    textAt(part, "Sort Space Type") === "Disk" ? (numberAt(part, "Sort Space Used") ?? 0) : 0,
  );
  const groups = ["Full-sort Groups", "Pre-sorted Groups"].map((key) => {
    const group = objectAt(node.raw, key);
    const space = group && objectAt(group, "Sort Space Disk");
    return (space && numberAt(space, "Peak Sort Space Used")) ?? 0;
  });
  return Math.max(0, ...sorts, ...groups);
}
