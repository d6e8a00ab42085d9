import type { Buffers, PlanNode } from "./node.ts";
import { numberAt, objectAt, textAt, textsAt } from "./raw.ts";

/** A number as short as it stays true to three digits: `431`, `8.29`, `1.2M`. */
export function short(value: number): string {
  if (value >= 1e6) return `${trim((value / 1e6).toPrecision(3))}M`;
  if (value >= 100) return String(Math.round(value));
  return trim(value.toPrecision(value < 0.1 ? 1 : 3));
}

function trim(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** `rows 10->12 x3`: estimated and actual rows of one loop, and the loops when there was more than one. */
export function rows({ estimate, actual }: PlanNode): string {
  if (actual === undefined) return `rows ${short(estimate.rows)}`;
  if (actual.loops === 0) return `rows ${short(estimate.rows)} never executed`;
  const loops = actual.loops === 1 ? "" : ` x${short(actual.loops)}`;
  return `rows ${short(estimate.rows)}->${short(actual.rows / actual.loops)}${loops}`;
}

/** `3.2/18 ms`: a node's own part of its time, and all of it; one figure where both are the same. */
export function time({ actual }: PlanNode): string | undefined {
  if (actual === undefined || actual.loops === 0) return undefined;
  const own = actual.ownMs === actual.totalMs ? "" : `${short(actual.ownMs)}/`;
  return `${own}${short(actual.totalMs)} ms`;
}

/** A node's own pages: `hit 220 read 3`. */
export function pages(buffers: Buffers | undefined): string | undefined {
  if (buffers === undefined) return undefined;
  const { hit, read, dirtied, written, tempRead, tempWritten } = buffers;
  const parts = Object.entries({
    hit,
    read,
    dirtied,
    written,
    "temp read": tempRead,
    "temp written": tempWritten,
  })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${short(count)}`);
  return parts.length === 0 ? undefined : parts.join(" ");
}

/** What only some nodes have to say, as far as it tells of work: spills, batches, lossy pages, heap fetches, workers. */
export function particulars(node: PlanNode): string[] {
  const { raw, actual, workers } = node;
  const count = (key: string, label: string, least = 1): string | undefined => {
    const value = numberAt(raw, key);
    return value === undefined || value < least ? undefined : `${label} ${short(value)}`;
  };
  const disk = textAt(raw, "Sort Space Type") === "Disk" ? " on disk" : "";
  const space = numberAt(raw, "Sort Space Used");
  return [
    actual && actual.removed > 0 ? `removed ${short(actual.removed)}` : undefined,
    textAt(raw, "Sort Method"),
    space === undefined ? undefined : `${short(space)} kB${disk}`,
    groupedSort(node),
    count("Hash Batches", "batches", 2),
    count("HashAgg Batches", "batches", 2),
    count("Disk Usage", "disk kB"),
    textAt(raw, "Storage") === "Disk" ? count("Maximum Storage", "disk kB") : undefined,
    count("Heap Fetches", "heap fetches"),
    count("Lossy Heap Blocks", "lossy pages"),
    count("Cache Misses", "cache misses"),
    count("Cache Evictions", "evictions"),
    count("Subplans Removed", "pruned"),
    workers && `workers ${workers.launched ?? "?"} of ${workers.planned}`,
    raw["Disabled"] === true ? "disabled" : undefined,
    raw["Single Copy"] === true ? "single copy" : undefined,
  ].filter((part) => part !== undefined);
}

/** An incremental sort reports its two phases apart; the presorted groups matter only where they reached the disk. */
function groupedSort(node: PlanNode): string | undefined {
  const groups = ["Full-sort Groups", "Pre-sorted Groups"].map((key) => objectAt(node.raw, key));
  const methods = new Set(
    groups.flatMap((group) => (group ? textsAt(group, "Sort Methods Used") : [])),
  );
  return methods.size === 0 ? undefined : [...methods].join(" + ");
}
