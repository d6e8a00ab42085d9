import { flag, object, optional, text } from "../api/check.ts";
import { invalid, locked, refused } from "../api/error.ts";
import type { ApiRequest, Reply } from "../api/router.ts";
import type { Control } from "../control.ts";
import { branchOf, findProject, findSnapshot } from "../find.ts";
import { endpointOf, now, put } from "../state/changes.ts";
import { branchId } from "../state/ids.ts";
import type { Branch, Project, Snapshot } from "../state/types.ts";
import { branchView } from "../views/branch.ts";
import { endpointView } from "../views/endpoint.ts";
import { operationView } from "../views/operation.ts";
import { withPasswordsOf } from "../work/contents.ts";
import { copyStep, readyOrGone } from "../work/copy.ts";
import { mustBeFree, mustBeReady } from "./branch-rules.ts";
import { keptName, replaceSteps } from "./finalize-restore.ts";

const shape = object({
  name: optional(text({ min: 1, max: 256 })),
  target_branch_id: optional(text({ min: 1 })),
  finalize_restore: optional(flag),
});

/** `POST /projects/{project_id}/snapshots/{snapshot_id}/restore`: a new branch, which replaces its target when it is final. */
export async function restoreSnapshot(control: Control, request: ApiRequest): Promise<Reply> {
  const project = findProject(control, request);
  const snapshot = findSnapshot(control, request);
  const given = shape(request.body ?? {}, "body");
  const finalizes = given.finalize_restore ?? false;
  const target = targetOf(control, project, snapshot, given.target_branch_id);
  if (finalizes && target === undefined)
    throw invalid("the snapshot's branch does not exist: target_branch_id is required");
  if (finalizes && target?.isProtected === true) throw refused("cannot reset protected branch");
  if (snapshot.data === undefined) throw locked();
  if (finalizes && target !== undefined) mustBeReady(target);
  const branch = newBranch(control, project, snapshot, {
    name: given.name ?? request.query.get("name") ?? undefined,
    targetId: target?.id ?? snapshot.sourceBranchId,
  });
  const copy = copyStep(control, {
    branchId: branch.id,
    from: snapshot.data,
    contents: target === undefined ? snapshot : withPasswordsOf(target, snapshot),
    adopts: true,
    staysAwake: false,
  });
  const replaced = finalizes ? target : undefined;
  const { operations } = await control.jobs.start({
    projectId: project.id,
    branchId: branch.id,
    locks: {
      changes: [branch.id, ...(replaced === undefined ? [] : [replaced.id])],
      reads: [project.id, snapshot.id],
    },
    begin: put("branches", branch),
    steps: [
      copy,
      ...(replaced === undefined
        ? []
        : replaceSteps(control, branch.id, replaced, keptName(control, project, replaced))),
    ],
    end: readyOrGone(branch.id),
  });
  const endpoint = replaced && endpointOf(control.store.state, replaced.id);
  return {
    status: 200,
    body: {
      branch: await branchView(control.engine, branch),
      operations: operations.map(operationView),
      ...(endpoint === undefined
        ? {}
        : { endpoints: [endpointView(control.engine, branch, endpoint)] }),
    },
  };
}

function targetOf(
  control: Control,
  project: Project,
  snapshot: Snapshot,
  id: string | undefined,
): Branch | undefined {
  if (id !== undefined) return branchOf(control, project, id);
  return control.store.state.branches[snapshot.sourceBranchId];
}

function newBranch(
  control: Control,
  project: Project,
  snapshot: Snapshot,
  { name, targetId }: { readonly name: string | undefined; readonly targetId: string },
): Branch {
  const id = branchId();
  mustBeFree(control, project, name ?? id);
  return {
    id,
    projectId: project.id,
    name: name ?? id,
    isDefault: false,
    isProtected: false,
    state: "init",
    stateChangedAt: now(),
    createdAt: now(),
    updatedAt: now(),
    initSource: "parent-data",
    restored: { status: "restored", snapshotId: snapshot.id, targetId },
    roles: [],
    databases: [],
  };
}
