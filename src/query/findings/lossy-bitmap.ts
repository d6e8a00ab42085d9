import { numberAt, objectsAt } from "../plan/raw.ts";
import { workMemory } from "./memory.ts";
import type { FindingRule } from "./rule.ts";
import { count, named, percent, share } from "./support.ts";

/** Bytes of memory that a bitmap takes for one exact page. */
const bytesForPage = 64;

export const lossyBitmap: FindingRule = {
  id: "lossy-bitmap",
  title: "Lossy bitmap",
  condition: "A bitmap heap scan ran out of work_mem and kept whole pages instead of rows.",
  effect: "Every row of those pages is read and checked against the condition again.",
  workaround: "Set work_mem higher for this statement, or make the index more selective.",
  sources: ["https://www.postgresql.org/docs/18/using-explain.html"],
  *check(context) {
    for (const node of context.plan.nodes) {
      const parts = [node.raw, ...objectsAt(node.raw, "Workers")];
      const sum = (key: string): number =>
        parts.reduce((all, part) => all + (numberAt(part, key) ?? 0), 0);
      const lossy = sum("Lossy Heap Blocks");
      if (lossy === 0) continue;
      const weight = share(context, node);
      const megabytes =
        2 **
        Math.ceil(
          Math.log2(Math.max(1, ((lossy + sum("Exact Heap Blocks")) * bytesForPage * 4) / 2 ** 20)),
        );
      yield {
        level: "warning",
        node,
        message: `The bitmap of ${named(node)} did not fit into work_mem (${workMemory(context)}): ${count(lossy)} pages were kept as a whole, and ${count(node.actual?.removed ?? 0)} rows were read for nothing (${percent(context, weight)}). Raise work_mem for this statement alone.`,
        evidence: "measured",
        fix: `set work_mem = '${megabytes}MB'`,
        weight,
      };
    }
  },
};
