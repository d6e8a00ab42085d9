import type { Reply } from "../api/router.ts";
import type { Control } from "../control.ts";
import { endpointOf } from "../state/changes.ts";
import type { Branch, Change } from "../state/types.ts";
import type { Compute } from "../../engine.ts";
import { operationView } from "../views/operation.ts";
import { configured } from "../work/steps.ts";
import { mustBeReady } from "./branch-rules.ts";

/** Roles and databases of a branch are changed by one operation, which the answer does not wait for. */
export async function applyConfig(
  control: Control,
  branch: Branch,
  work: (compute: Compute) => Promise<unknown>,
  change: Change,
): Promise<object[]> {
  const data = mustBeReady(branch);
  const endpoint = endpointOf(control.store.state, branch.id);
  const { operations } = await control.jobs.start({
    projectId: branch.projectId,
    branchId: branch.id,
    locks: { changes: [branch.id], reads: [branch.projectId] },
    steps: [
      {
        action: "apply_config",
        ...(endpoint === undefined ? {} : { endpointId: endpoint.id }),
        async run() {
          // what has to be set for it to start is known to its endpoint
          if (endpoint !== undefined) configured(control, endpoint, data);
          await work(control.engine.compute(data));
          return change;
        },
      },
    ],
  });
  return operations.map(operationView);
}

export const gone: Reply = { status: 204 };
