import { refused } from "../api/error.ts";
import type { ApiRequest, Reply } from "../api/router.ts";
import type { Control } from "../control.ts";
import { findBranch, findProject } from "../find.ts";
import { childrenOf, endpointOf, removeBranch, replicasOf } from "../state/changes.ts";
import type { Branch } from "../state/types.ts";
import { branchView } from "../views/branch.ts";
import { operationView } from "../views/operation.ts";
import type { Started } from "../work/jobs.ts";
import { suspendStep } from "../work/steps.ts";

/** `DELETE /projects/{project_id}/branches/{branch_id}`; 204 where it has been deleted before. */
export async function deleteBranch(control: Control, request: ApiRequest): Promise<Reply> {
  if (wasDeleted(control, findProject(control, request).id, request.id("branch")))
    return { status: 204 };
  const branch = findBranch(control, request);
  if (branch.isDefault) throw refused("cannot delete default branch");
  if (branch.isProtected) throw refused("cannot delete protected branch");
  if (childrenOf(control.store.state, branch.id).length > 0)
    throw refused("cannot delete branch that has children");
  const { operations } = await startDeletion(control, branch);
  return {
    status: 200,
    body: {
      branch: await branchView(control.engine, branch),
      operations: operations.map(operationView),
    },
  };
}

/** The branch stays in the lists until the last operation has finished. Throws 423. */
export function startDeletion(control: Control, branch: Branch): Promise<Started> {
  const endpoint = endpointOf(control.store.state, branch.id);
  return control.jobs.start({
    projectId: branch.projectId,
    branchId: branch.id,
    locks: { changes: [branch.id] },
    steps: [
      ...(endpoint === undefined ? [] : [suspendStep(control, endpoint.id)]),
      {
        action: "delete_timeline",
        run: async ({ mayBeGarbage }) => {
          if (endpoint !== undefined) control.disconnect(endpoint.id);
          for (const { id } of replicasOf(control.store.state, branch.id)) control.disconnect(id);
          if (branch.data !== undefined) mayBeGarbage(branch.data);
          return removeBranch(branch.id);
        },
      },
    ],
  });
}

const wasDeleted = ({ store }: Control, projectId: string, id: string): boolean =>
  store.state.branches[id] === undefined &&
  store.state.operations.some(
    (operation) =>
      operation.projectId === projectId &&
      operation.branchId === id &&
      operation.action === "delete_timeline" &&
      operation.status === "finished",
  );
