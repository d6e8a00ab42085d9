import { replicas } from "./add-replica.ts";
import { agreeToCut } from "./run.ts";
import type { Configured, Given } from "./configured.ts";

/** Removes a compute. Its host is gone for good; data stay, they are the branch's. */
export async function removeCompute(given: Given): Promise<Configured> {
  const { compute, neon, call } = given;
  const sessions = await agreeToCut(given, "Remove", [effectOf(given)]);
  await neon.manage.computes.remove(compute, call);
  return {
    compute,
    changed: true,
    ...(sessions === undefined ? {} : { cut: sessions.total }),
    next: [],
  };
}

function effectOf(given: Given): string {
  const gone = "Its host is gone for good";
  if (given.compute.kind === "read_only") return `${gone}; the branch and its data stay.`;
  const { length } = replicas(given);
  if (length === 0) return `${gone} and nothing can reach the branch; the data stay.`;
  const left = length === 1 ? "its read replica" : `its ${length} read replicas`;
  return `${gone} and nothing can write to the branch; the data and ${left} stay.`;
}
