import { computeText, computeView } from "../core/compute.ts";
import type { ComputeSize } from "../core/neon.ts";
import { planFor } from "../core/plan.ts";
import { checkSize, type AskedSize } from "../core/check-size.ts";
import type { Configured, Given } from "./configured.ts";
import { dollars, priceOf } from "./price.ts";
import { proveFollows, proveRuns } from "./prove.ts";

/** A read replica on the branch of a compute, of that one's size where none is asked for. Proven: it has what was written until now. */
export async function addReplica(asked: AskedSize, given: Given): Promise<Configured> {
  const { compute: primary, neon, deps, call } = given;
  const plan = await planFor(neon, primary.project.id, call.signal);
  const size: ComputeSize = checkSize(asked, primary, plan);
  const price = priceOf(size, plan);
  await call.confirm({
    summary: `Add a read replica beside ${computeText(computeView(primary))}, ${size.minCu} to ${size.maxCu} CU. It costs what it runs, at most ${dollars(price.per_month_most)} a month (${price.plan} plan${price.assumed ? ", assumed" : ""}, prices of ${price.as_of}).`,
    plan: { action: "add_replica", branch: primary.branch.id, size, replicas: replicas(given) },
  });
  const branch = await neon.branch(
    { project: primary.project.id, branch: primary.branch.id },
    call.signal,
  );
  const replica = await neon.manage.computes.addReplica(branch, size, call);
  const proof = await proveRuns(replica, deps, call);
  const followed = await proveFollows(replica, primary, deps, call);
  return { compute: replica, changed: true, price, proof, followed, next: [] };
}

/** A second one under the same agreement would be one too many. */
export const replicas = ({ all, compute }: Given): string[] =>
  all
    .filter(({ kind, branch }) => kind === "read_only" && branch.id === compute.branch.id)
    .map(({ id }) => id)
    .toSorted();
