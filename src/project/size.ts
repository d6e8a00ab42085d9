import { checkSize } from "../core/check-size.ts";
import type { ComputeSize } from "../core/neon.ts";
import { COMPUTE } from "../core/neon-facts.ts";

export interface GivenSize {
  readonly min_cu?: number | undefined;
  readonly max_cu?: number | undefined;
  readonly suspend_seconds?: number | undefined;
}

/** What is given of a compute's size, checked like that of one compute. An end that is not given is Neon's to choose. Throws INVALID_INPUT and LIMIT. */
export function sizeOf(given: GivenSize | undefined): Partial<ComputeSize> | undefined {
  if (given === undefined) return undefined;
  const { min_cu: minCu, max_cu: maxCu, suspend_seconds: suspendSeconds } = given;
  const least = minCu ?? maxCu ?? COMPUTE.leastCu;
  checkSize(given, { minCu: least, maxCu: least, suspendSeconds: 0 }, undefined);
  return {
    ...(minCu === undefined ? {} : { minCu }),
    ...(maxCu === undefined ? {} : { maxCu }),
    ...(suspendSeconds === undefined ? {} : { suspendSeconds }),
  };
}
