import { suspendSeconds, suspendText } from "../core/compute.ts";
import { ToolError } from "../core/errors.ts";
import type { Compute } from "../core/manage/computes.ts";
import type { ComputeSize } from "../core/neon.ts";
import { COMPUTE } from "../core/neon-facts.ts";
import { planFor } from "../core/plan.ts";
import { checkSize, type AskedSize } from "../core/check-size.ts";
import type { Configured, Given } from "./configured.ts";
import { connectionsAtStart } from "./connections.ts";
import { dollars, priceOf } from "./price.ts";
import { proveRuns } from "./prove.ts";
import { agreeToCut } from "./run.ts";

/** Another range of sizes, or another time until it sleeps. What runs is asked afterwards what it is now. */
export async function resize(asked: AskedSize, given: Given): Promise<Configured> {
  const { compute, all, neon, deps, call } = given;
  if (Object.values(pick(asked)).every((value) => value === undefined))
    throw new ToolError(
      "INVALID_INPUT",
      "Nothing is to be changed.",
      "Give `min_cu`, `max_cu` or `suspend_seconds`.",
    );
  const plan = await planFor(neon, compute.project.id, call.signal);
  const size = checkSize(asked, compute, plan);
  if (isSame(size, compute)) return { compute, changed: false, next: [] };
  const [before, after] = [priceOf(compute, plan), priceOf(size, plan)];
  const runs = compute.state === "active" && !compute.isDisabled;
  const sessions = await agreeToCut(given, "Resize", [
    sizeChange(compute, size),
    `If it ran at its largest size all month: ${dollars(before.per_month_most)} before, ${dollars(after.per_month_most)} after (${after.plan} plan${after.assumed ? ", assumed" : ""}, prices of ${after.as_of}).`,
    `max_connections ${connectionsAtStart(compute, all)} before, ${connectionsAtStart({ ...compute, ...size }, all)} after; it holds from the compute's next start.`,
    ...(size.maxCu > COMPUTE.suspendableCuMost && size.suspendSeconds !== -1
      ? [`Above ${COMPUTE.suspendableCuMost} CU a compute is always on.`]
      : []),
  ]);
  const resized = await neon.manage.computes.resize(compute, size, call);
  const proof = runs ? await proveRuns(resized, deps, call) : undefined;
  return {
    compute: resized,
    changed: true,
    before: compute,
    price: after,
    ...(sessions === undefined
      ? {}
      : { cut: sessions.total, connectionsBefore: sessions.maxConnections }),
    ...(proof === undefined ? {} : { proof }),
    next: nextSteps(resized, proof?.max_connections, given),
  };
}

const pick = ({ min_cu, max_cu, suspend_seconds }: AskedSize) => ({
  min_cu,
  max_cu,
  suspend_seconds,
});

const isSame = (a: ComputeSize, b: ComputeSize): boolean =>
  a.minCu === b.minCu && a.maxCu === b.maxCu && a.suspendSeconds === b.suspendSeconds;

function sizeChange(before: ComputeSize, after: ComputeSize): string {
  const range = ({ minCu, maxCu }: ComputeSize): string =>
    minCu === maxCu ? `${maxCu} CU` : `${minCu} to ${maxCu} CU`;
  const sleep = (size: ComputeSize): string => suspendText(suspendSeconds(size));
  return `From ${range(before)}, ${sleep(before)}, to ${range(after)}, ${sleep(after)}.`;
}

/** Replicas take over what they must not have less of than their primary, but only when they start. */
function nextSteps(resized: Compute, connections: number | undefined, { all }: Given): string[] {
  const replicas = all.filter(
    ({ kind, state, branch }) =>
      kind === "read_only" && state !== "idle" && branch.id === resized.branch.id,
  );
  const expected = connectionsAtStart(resized, all);
  return [
    ...(connections !== undefined && connections < expected
      ? [`max_connections is ${connections} still: configure_compute "restart" brings ${expected}.`]
      : []),
    ...(resized.kind === "read_write" && replicas.length > 0
      ? [
          `Restart its running replicas, so that they follow: ${replicas.map(({ id }) => id).join(", ")}.`,
        ]
      : []),
  ];
}
