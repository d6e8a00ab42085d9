import type { Buffers } from "./node.ts";
import { numberAt, type RawObject } from "./raw.ts";

/** The buffer counts of a node or of planning; undefined when EXPLAIN was not asked for them. Temporary tables count as shared ones. */
export function readBuffers(raw: RawObject): Buffers | undefined {
  if (numberAt(raw, "Shared Hit Blocks") === undefined) return undefined;
  const both = (what: string): number =>
    (numberAt(raw, `Shared ${what} Blocks`) ?? 0) + (numberAt(raw, `Local ${what} Blocks`) ?? 0);
  return {
    hit: both("Hit"),
    read: both("Read"),
    dirtied: both("Dirtied"),
    written: both("Written"),
    tempRead: numberAt(raw, "Temp Read Blocks") ?? 0,
    tempWritten: numberAt(raw, "Temp Written Blocks") ?? 0,
  };
}

/** What is left of `whole` after the parts below it. Never negative: an InitPlan may be counted where its value is first used. */
export function subtractBuffers(whole: Buffers, parts: readonly (Buffers | undefined)[]): Buffers {
  const left = (key: keyof Buffers): number =>
    Math.max(
      0,
      parts.reduce((rest, part) => rest - (part?.[key] ?? 0), whole[key]),
    );
  return {
    hit: left("hit"),
    read: left("read"),
    dirtied: left("dirtied"),
    written: left("written"),
    tempRead: left("tempRead"),
    tempWritten: left("tempWritten"),
  };
}
