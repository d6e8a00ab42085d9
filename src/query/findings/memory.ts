import type { FindingContext } from "./context.ts";

/** More than this for one node of one session is no advice: the memory is needed for each such node of each session. */
const largestMb = 512;

/**
 * `set work_mem = '64MB'` for a node that needs `kilobytes`, doubled and rounded up to a power of two, because data on
 * disk is denser than in memory; undefined when it would be too much.
 */
export function setWorkMemory(kilobytes: number): string | undefined {
  const megabytes = 2 ** Math.ceil(Math.log2(Math.max(4, (kilobytes * 2.5) / 1024)));
  return megabytes <= largestMb ? `set work_mem = '${megabytes}MB'` : undefined;
}

/** What `work_mem` is here, for messages. EXPLAIN lists it only when it is not the default. */
export function workMemory({ plan }: FindingContext): string {
  return plan.settings["work_mem"] ?? "4MB";
}
