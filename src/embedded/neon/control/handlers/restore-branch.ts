import { lsn, object, optional, text, time } from "../api/check.ts";
import { invalid, refused } from "../api/error.ts";
import type { ApiRequest, Reply } from "../api/router.ts";
import type { Control } from "../control.ts";
import { branchOf, findBranch, findProject } from "../find.ts";
import {
  all,
  childrenOf,
  endpointOf,
  nothing,
  now,
  put,
  replicasOf,
  update,
} from "../state/changes.ts";
import { branchId } from "../state/ids.ts";
import type { Branch, Change } from "../state/types.ts";
import { branchView } from "../views/branch.ts";
import { operationView } from "../views/operation.ts";
import { haveSamePasswords, withPasswordsOf } from "../work/contents.ts";
import { copyStep, readyOrGone } from "../work/copy.ts";
import type { Step } from "../work/jobs.ts";
import { leaveStep, startStep } from "../work/steps.ts";
import { mustBeFree, mustBeReady, pointIn } from "./branch-rules.ts";

const shape = object({
  source_branch_id: text({ min: 1 }),
  source_lsn: optional(lsn),
  source_timestamp: optional(time),
  preserve_under_name: optional(text({ max: 256 })),
});

/** `POST /projects/{project_id}/branches/{branch_id}/restore`: to another state, in place; its endpoint and host stay. */
export async function restoreBranch(control: Control, request: ApiRequest): Promise<Reply> {
  const project = findProject(control, request);
  const branch = findBranch(control, request);
  const given = shape(request.body, "body");
  const source = branchOf(control, project, given.source_branch_id);
  const keepAs = given.preserve_under_name || undefined;
  const point = { lsn: given.source_lsn, time: given.source_timestamp };
  mustBeRestorable(control, branch, source, {
    keepAs,
    hasPoint: Object.values(point).some(Boolean),
  });
  if (keepAs !== undefined) mustBeFree(control, project, keepAs);
  const at = await pointIn(control, project, source, point);
  const from = mustBeReady(source);
  mustBeReady(branch);
  const kept = keepAs === undefined ? undefined : keptBranch(branch, keepAs);
  const contents = withPasswordsOf(branch, source);
  const endpoint = endpointOf(control.store.state, branch.id);
  const copy = copyStep(control, {
    branchId: branch.id,
    from,
    at,
    contents,
    adopts: at !== undefined || !haveSamePasswords(contents, source),
    staysAwake: endpoint !== undefined,
    change: (row) => ({
      ...row,
      ...(source.id === row.parentId || source.id === row.id ? {} : { parentId: source.id }),
      lastResetAt: now(),
    }),
  });
  const { operations } = await control.jobs.start({
    projectId: project.id,
    branchId: branch.id,
    locks: {
      changes: [branch.id, ...(kept === undefined ? [] : [kept.id])],
      reads: [project.id, ...(source.id === branch.id ? [] : [source.id])],
    },
    begin: update("branches", branch.id, (row) => ({
      ...row,
      state: "resetting",
      stateChangedAt: now(),
    })),
    steps: [
      kept === undefined ? copy : keeping(copy, branch.id, kept),
      ...(endpoint === undefined
        ? []
        : [endStep(control, endpoint.id, branch), startStep(control, endpoint.id)]),
      ...replicasOf(control.store.state, branch.id).map((replica) =>
        leaveStep(control, replica, branch.data),
      ),
    ],
    end: readyOrGone(branch.id),
  });
  const view = await branchView(control.engine, findBranch(control, request));
  return { status: 200, body: { branch: view, operations: operations.map(operationView) } };
}

function mustBeRestorable(
  { store }: Control,
  branch: Branch,
  source: Branch,
  { keepAs, hasPoint }: { readonly keepAs: string | undefined; readonly hasPoint: boolean },
): void {
  // measured on Neon, whatever the source is
  if (branch.isProtected) throw refused("cannot reset protected branch");
  if (source.id === branch.id && !hasPoint)
    throw invalid("source_lsn or source_timestamp is required to restore a branch from itself");
  if (source.id === branch.id && keepAs === undefined)
    throw invalid("preserve_under_name is required to restore a branch from itself");
  if (childrenOf(store.state, branch.id).length > 0 && keepAs === undefined)
    throw invalid("preserve_under_name is required: the branch has children");
}

/** What the branch was: its data, under another id. */
function keptBranch(branch: Branch, name: string): Branch {
  const { expiresAt: _, ttlSeconds: __, ...rest } = branch;
  return {
    ...rest,
    id: branchId(),
    name,
    schedule: [],
    isDefault: false,
    state: "ready",
    stateChangedAt: now(),
    createdAt: now(),
    updatedAt: now(),
  };
}

/** In the same write in which the branch leaves its data, another one takes that, and the children. */
const keeping = (copy: Step, id: string, kept: Branch): Step => ({
  ...copy,
  async run(tools) {
    const change = await copy.run(tools);
    return (state) => {
      const children = childrenOf(state, id).map(({ id: childId }): Change =>
        update("branches", childId, (child) => ({ ...child, parentId: kept.id })),
      );
      return all(put("branches", kept), ...children, change ?? nothing)(state);
    };
  },
});

/** Ends the compute on the data that the branch has left. */
const endStep = ({ engine, disconnect }: Control, endpointId: string, before: Branch): Step => ({
  action: "suspend_compute",
  endpointId,
  async run() {
    disconnect(endpointId);
    if (before.data !== undefined) await engine.compute(before.data).suspend();
  },
});
