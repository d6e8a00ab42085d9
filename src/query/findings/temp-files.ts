import { setWorkMemory, workMemory } from "./memory.ts";
import type { FindingRule } from "./rule.ts";
import { count, named, percent, share } from "./support.ts";

/** Nodes that keep rows and are no sort or hash, which have rules of their own. */
const keepers = new Set([
  "CTE Scan",
  "Materialize",
  "WindowAgg",
  "Function Scan",
  "Recursive Union",
]);

export const tempFiles: FindingRule = {
  id: "temp-files",
  title: "Intermediate rows on disk",
  condition:
    "A CTE, a materialized node, a window or a set-returning function kept its rows in temporary files.",
  effect: "The rows are written to disk and read back, once for each time they are needed.",
  workaround:
    "Keep fewer columns and rows, inline the CTE, or set work_mem higher for this statement.",
  *check(context) {
    for (const node of context.plan.nodes) {
      const pages = node.ownBuffers?.tempWritten ?? 0;
      if (!keepers.has(node.type) || pages < 128) continue;
      const weight = share(context, node);
      yield {
        level: "warning",
        node,
        message: `${named(node)} kept more rows than fit into work_mem (${workMemory(context)}) and wrote ${count(pages * 8)} kB of temporary files (${percent(context, weight)}). Filter and project before this step, or raise work_mem for this statement alone.`,
        evidence: "measured",
        fix: setWorkMemory(pages * 8),
        weight,
      };
    }
  },
};
