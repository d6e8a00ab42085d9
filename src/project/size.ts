import { ToolError } from "../core/errors.ts";
import type { ComputeSize } from "../core/neon.ts";

export interface GivenSize {
  readonly min_cu?: number | undefined;
  readonly max_cu?: number | undefined;
  readonly suspend_seconds?: number | undefined;
}

/** What is given of a compute's size. Throws INVALID_INPUT where the two ends contradict each other. */
export function sizeOf(given: GivenSize | undefined): Partial<ComputeSize> | undefined {
  if (given === undefined) return undefined;
  const { min_cu: minCu, max_cu: maxCu, suspend_seconds: suspendSeconds } = given;
  if (minCu !== undefined && maxCu !== undefined && minCu > maxCu)
    throw new ToolError(
      "INVALID_INPUT",
      `A compute cannot range from ${minCu} to ${maxCu} CU.`,
      "Give `min_cu` the smaller number of the two.",
    );
  return {
    ...(minCu === undefined ? {} : { minCu }),
    ...(maxCu === undefined ? {} : { maxCu }),
    ...(suspendSeconds === undefined ? {} : { suspendSeconds }),
  };
}
