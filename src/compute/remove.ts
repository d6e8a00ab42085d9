import { agreeToCut } from "./run.ts";
import type { Configured, Given } from "./configured.ts";

/** Removes a compute. Its host is gone for good; data stay, they are the branch's. */
export async function removeCompute(given: Given): Promise<Configured> {
  const { compute, neon, call } = given;
  const effect =
    compute.kind === "read_only"
      ? "Its host is gone for good; the branch and its data stay."
      : "Its host is gone for good and nothing can reach the branch; the data stay.";
  const sessions = await agreeToCut(given, "Remove", [effect]);
  await neon.manage.computes.remove(compute, call);
  return {
    compute,
    changed: true,
    ...(sessions === undefined ? {} : { cut: sessions.total }),
    next: [],
  };
}
