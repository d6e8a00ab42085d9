import { integer, number, optional } from "../api/check.ts";
import { invalid } from "../api/error.ts";
import type { ComputeSize } from "../../engine.ts";

/** A quarter of a CU to two, and Neon's five minutes. */
export const DEFAULT_SIZE: ComputeSize = { minCu: 0.25, maxCu: 2, suspendSeconds: 0 };

export const sizeShape = {
  autoscaling_limit_min_cu: optional(number({ min: 0.25, max: 56 })),
  autoscaling_limit_max_cu: optional(number({ min: 0.25, max: 56 })),
  suspend_timeout_seconds: optional(integer({ min: -1, max: 604_800 })),
};

interface GivenSize {
  readonly autoscaling_limit_min_cu?: number | undefined;
  readonly autoscaling_limit_max_cu?: number | undefined;
  readonly suspend_timeout_seconds?: number | undefined;
}

/** What is given, and the rest as before. Throws 400 where the limits contradict each other. */
export function sizeFrom(given: GivenSize, before: ComputeSize): ComputeSize {
  const { autoscaling_limit_min_cu: min, autoscaling_limit_max_cu: max } = given;
  const size = {
    minCu: min ?? Math.min(before.minCu, max ?? before.minCu),
    maxCu: max ?? Math.max(before.maxCu, min ?? before.maxCu),
    suspendSeconds: given.suspend_timeout_seconds ?? before.suspendSeconds,
  };
  if (size.minCu > size.maxCu)
    throw invalid("autoscaling_limit_min_cu has to be at most autoscaling_limit_max_cu");
  if (size.suspendSeconds > 0 && size.suspendSeconds < 60)
    throw invalid("suspend_timeout_seconds has to be -1, 0, or from 60 to 604800");
  return size;
}
