import type { Control } from "../control.ts";
import type { Step } from "./jobs.ts";
import type { Endpoint } from "../state/types.ts";

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
    const { endpoints, branches } = control.store.state;
    const data = branches[endpoints[endpointId]?.branchId ?? ""]?.data;
    if (data !== undefined) await control.engine.compute(data).suspend();
  },
});

/** Returns the port. */
export async function startCompute(control: Control, endpoint: Endpoint): Promise<number> {
  const data = control.store.state.branches[endpoint.branchId]?.data;
  if (data === undefined) throw new Error("the branch has no data");
  const compute = control.engine.compute(data);
  if (compute.state === "idle") compute.configure(endpoint.size);
  return compute.start();
}
