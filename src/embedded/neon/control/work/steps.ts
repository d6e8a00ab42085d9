import type { Compute, DataId } from "../../engine.ts";
import type { Control } from "../control.ts";
import type { Endpoint } from "../state/types.ts";
import type { Step } from "./jobs.ts";

/** Starts the endpoint's compute on whatever data its branch has when the step begins. */
export const startStep = (control: Control, endpointId: string): Step => ({
  action: "start_compute",
  endpointId,
  async run() {
    const endpoint = control.store.state.endpoints[endpointId];
    if (endpoint !== undefined) await startCompute(control, endpoint);
  },
});

/** Ends the endpoint's compute: what its clients have open is cut first. */
export const suspendStep = (control: Control, endpointId: string): Step => ({
  action: "suspend_compute",
  endpointId,
  async run() {
    control.disconnect(endpointId);
    const endpoint = control.store.state.endpoints[endpointId];
    const compute = endpoint === undefined ? undefined : computeOf(control, endpoint);
    await compute?.suspend();
  },
});

/** Returns the port. */
export async function startCompute(control: Control, endpoint: Endpoint): Promise<number> {
  const branch = control.store.state.branches[endpoint.branchId];
  if (branch?.data === undefined) throw new Error("the branch has no data");
  return configured(control, endpoint, branch.data).start();
}

/** Undefined while its branch has no data. */
export function computeOf(
  { store, engine }: Pick<Control, "store" | "engine">,
  { id, branchId, type }: Endpoint,
): Compute | undefined {
  const data = store.state.branches[branchId]?.data;
  if (data === undefined) return undefined;
  return type === "read_only" ? engine.replica(data, id) : engine.compute(data);
}

/** Ends a replica on data that its branch leaves: it is made anew, on what the branch has then, when it is asked for. */
export const leaveStep = (
  { engine, disconnect }: Control,
  { id }: Endpoint,
  data: DataId | undefined,
): Step => ({
  action: "suspend_compute",
  endpointId: id,
  async run() {
    disconnect(id);
    if (data !== undefined) await engine.removeReplica(data, id);
  },
});

/** A compute, as its endpoint and its project want it when it is started next. */
export function configured({ store, engine }: Control, endpoint: Endpoint, data: DataId): Compute {
  const compute =
    endpoint.type === "read_only" ? engine.replica(data, endpoint.id) : engine.compute(data);
  const { settings } = store.state.projects[endpoint.projectId] ?? {};
  if (compute.state === "idle")
    compute.configure(endpoint.size, { logical: settings?.enable_logical_replication === true });
  return compute;
}
