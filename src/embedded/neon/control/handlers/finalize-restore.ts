import { object, optional, text } from "../api/check.ts";
import { refused } from "../api/error.ts";
import type { ApiRequest, Reply } from "../api/router.ts";
import type { Control } from "../control.ts";
import { findBranch, findProject } from "../find.ts";
import { all, endpointOf, nothing, now, remove, replicasOf, update } from "../state/changes.ts";
import type { Branch, Change, Endpoint, Project } from "../state/types.ts";
import { operationView } from "../views/operation.ts";
import type { Step } from "../work/jobs.ts";
import { leaveStep, startStep } from "../work/steps.ts";
import { mustBeFree, mustBeReady } from "./branch-rules.ts";

const shape = object({ name: optional(text({ min: 1, max: 256 })) });

/** `POST /projects/{project_id}/branches/{branch_id}/finalize_restore` */
export async function finalizeRestore(control: Control, request: ApiRequest): Promise<Reply> {
  const project = findProject(control, request);
  const branch = findBranch(control, request);
  const { name } = shape(request.body ?? {}, "body");
  const target = targetOf(control, branch);
  mustBeReady(branch);
  const keepAs = name ?? keptName(control, project, target);
  mustBeFree(control, project, keepAs);
  const { operations } = await control.jobs.start({
    projectId: project.id,
    branchId: branch.id,
    locks: { changes: [branch.id, target.id], reads: [project.id] },
    begin: update("branches", branch.id, (row) => ({ ...row, state: "resetting" })),
    steps: replaceSteps(control, branch.id, target, keepAs),
    end: update("branches", branch.id, (row) => ({ ...row, state: "ready" })),
  });
  return { status: 200, body: { operations: operations.map(operationView) } };
}

function targetOf({ store }: Control, branch: Branch): Branch {
  if (branch.restored?.status !== "restored")
    throw refused("the branch was not made by restoring a snapshot, or is final already");
  const target = store.state.branches[branch.restored.targetId];
  if (target === undefined) throw refused("the branch that it would replace does not exist");
  if (target.isProtected) throw refused("cannot reset protected branch");
  return target;
}

/** `main (old)`, and what is free after that. */
export function keptName({ store }: Control, project: Project, { name }: Branch): string {
  const names = new Set(
    Object.values(store.state.branches)
      .filter(({ projectId }) => projectId === project.id)
      .map((branch) => branch.name),
  );
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? `${name} (old)` : `${name} (old ${number})`;
    if (!names.has(candidate)) return candidate;
  }
}

/** The branch takes over name, role and computes of its target, which stays under another name. */
export function replaceSteps(control: Control, id: string, target: Branch, keepAs: string): Step[] {
  const endpoint = endpointOf(control.store.state, target.id);
  const swap: Step = {
    action: "suspend_compute",
    ...(endpoint === undefined ? {} : { endpointId: endpoint.id }),
    async run() {
      for (const branchId of [id, target.id]) {
        const moved = endpointOf(control.store.state, branchId);
        if (moved !== undefined) control.disconnect(moved.id);
      }
      if (target.data !== undefined) await control.engine.compute(target.data).suspend();
      return replace(id, target, keepAs);
    },
  };
  const replicas = replicasOf(control.store.state, target.id);
  return [
    swap,
    ...replicas.map((replica) => leaveStep(control, replica, target.data)),
    ...(endpoint === undefined ? [] : [startStep(control, endpoint.id)]),
  ];
}

const moveTo = ({ id }: Endpoint, branchId: string): Change =>
  update("endpoints", id, (row) => ({ ...row, branchId, updatedAt: now() }));

const replace =
  (id: string, target: Branch, keepAs: string): Change =>
  (state) => {
    const [own, moved] = [endpointOf(state, id), endpointOf(state, target.id)];
    return all(
      // One that it has of its own goes: clients know the target's.
      own === undefined || moved === undefined ? nothing : remove("endpoints", own.id),
      moved === undefined ? nothing : moveTo(moved, id),
      ...replicasOf(state, target.id).map((replica) => moveTo(replica, id)),
      update("branches", target.id, (row) => ({
        ...row,
        schedule: [],
        name: keepAs,
        isDefault: false,
        updatedAt: now(),
      })),
      update("branches", id, (row) => ({
        ...row,
        name: target.name,
        ...(target.schedule === undefined ? {} : { schedule: target.schedule }),
        isDefault: target.isDefault,
        updatedAt: now(),
        ...(row.restored === undefined
          ? {}
          : { restored: { ...row.restored, status: "finalized" as const } }),
      })),
    )(state);
  };
