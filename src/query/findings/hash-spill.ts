import type { PlanNode } from "../plan/node.ts";
import { numberAt, objectsAt } from "../plan/raw.ts";
import { setWorkMemory, workMemory } from "./memory.ts";
import type { FindingRule } from "./rule.ts";
import { count, named, percent, share } from "./support.ts";

export const hashSpill: FindingRule = {
  id: "hash-spill",
  title: "Hash table on disk",
  condition: "A hash join or a hash aggregate used more than one batch.",
  effect:
    "Both sides of the join, or the rows of the groups, are written to temporary files and read back.",
  workaround:
    "Hash fewer or narrower rows, or set work_mem or hash_mem_multiplier higher for this statement.",
  sources: [
    "https://www.postgresql.org/docs/18/runtime-config-resource.html#GUC-HASH-MEM-MULTIPLIER",
  ],
  *check(context) {
    for (const node of context.plan.nodes) {
      const spill = spilled(node);
      if (spill === undefined) continue;
      const at = node.type === "Hash" && node.parent ? node.parent : node;
      const weight = share(context, at);
      yield {
        level: "warning",
        node: at,
        message: `The hash table of ${named(at)} did not fit into work_mem (${workMemory(context)}) and was split into ${spill.batches} batches with ${count(spill.pages * 8)} kB of temporary files (${percent(context, weight)}). Hash fewer or narrower rows, or raise work_mem for this statement alone.`,
        evidence: "measured",
        fix: setWorkMemory(spill.kilobytes),
        weight,
      };
    }
  },
};

interface Spill {
  readonly batches: number;
  readonly pages: number;
  /** What the whole hash table takes in memory. */
  readonly kilobytes: number;
}

function spilled(node: PlanNode): Spill | undefined {
  const parts = [node.raw, ...objectsAt(node.raw, "Workers")];
  const most = (key: string): number =>
    Math.max(0, ...parts.map((part) => numberAt(part, key) ?? 0));
  const batches = Math.max(most("Hash Batches"), most("HashAgg Batches"));
  if (batches < 2) return undefined;
  const at = node.type === "Hash" ? node.parent : node;
  const memory = most("Peak Memory Usage");
  const kilobytes = node.type === "Hash" ? memory * batches : memory + most("Disk Usage") * 2;
  return { batches, pages: at?.buffers?.tempWritten ?? 0, kilobytes };
}
