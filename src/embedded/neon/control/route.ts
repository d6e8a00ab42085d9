import { setTimeout as sleep } from "node:timers/promises";
import type { Route } from "../gateway.ts";
import { isAllowed, notAllowed, plainAddress } from "./allowed-ips.ts";
import type { Control } from "./control.ts";
import type { Branch, Endpoint } from "./state/types.ts";
import { startCompute } from "./work/steps.ts";

/** How long a connection waits for a branch that is being made or restored. */
const PATIENCE_MS = 30_000;

const UNKNOWN =
  "The requested endpoint could not be found, or you don't have access to it. Please check the provided ID and try again.";

/**
 * Finds the endpoint that a host name means and wakes its compute, for a client at the address `peer`. Rejects with the words for the
 * client.
 */
export async function route(control: Control, host: string, peer?: string): Promise<Route> {
  const [label = ""] = host.toLowerCase().split(".");
  const pooled = label.endsWith("-pooler");
  const id = pooled ? label.slice(0, -"-pooler".length) : label;
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const { endpoint, branch } = find(control, id);
    if (peer !== undefined) mustBeAllowed(control, branch, plainAddress(peer));
    if (endpoint.disabled)
      throw new Error("The endpoint has been disabled. Enable it using Neon API and retry.");
    if (branch.state !== "ready") {
      if (Date.now() > end) throw new Error("The branch is not ready yet. Please try again.");
      await Promise.race([control.jobs.next(), sleep(1000, undefined, { ref: false })]);
      continue;
    }
    const port = await startCompute(control, endpoint);
    // Meanwhile the branch may have got other data.
    if (isStill(control, endpoint, branch)) return { endpoint: id, pooled, port };
  }
}

/** Throws where the project closes the branch to this address. */
function mustBeAllowed({ store }: Control, branch: Branch, address: string): void {
  const allowed = store.state.projects[branch.projectId]?.settings?.allowed_ips;
  if (allowed === undefined || (allowed.protected_branches_only && !branch.isProtected)) return;
  if (!isAllowed(allowed.ips, address)) throw new Error(notAllowed(address));
}

function find({ store }: Control, id: string): { endpoint: Endpoint; branch: Branch } {
  const endpoint = store.state.endpoints[id];
  const branch = store.state.branches[endpoint?.branchId ?? ""];
  if (endpoint === undefined || branch === undefined) throw new Error(UNKNOWN);
  return { endpoint, branch };
}

function isStill({ store }: Control, { id }: Endpoint, { data }: Branch): boolean {
  const branch = store.state.branches[store.state.endpoints[id]?.branchId ?? ""];
  return branch?.state === "ready" && branch.data === data;
}
