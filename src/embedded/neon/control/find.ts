import { notFound } from "./api/error.ts";
import type { ApiRequest } from "./api/router.ts";
import type { Control } from "./control.ts";
import type { Branch, Endpoint, Project, Snapshot } from "./state/types.ts";

/** What the path names; 404 where it does not exist, or is another project's. */
export function findProject({ store }: Control, { id }: ApiRequest): Project {
  const project = store.state.projects[id("project")];
  if (project === undefined) throw notFound("project");
  return project;
}

export function findBranch(control: Control, request: ApiRequest): Branch {
  return branchOf(control, findProject(control, request), request.id("branch"));
}

/** A branch that a body or query names. */
export function branchOf({ store }: Control, project: Project, id: string): Branch {
  const branch = store.state.branches[id];
  if (branch?.projectId !== project.id) throw notFound("branch");
  return branch;
}

export function findEndpoint(control: Control, request: ApiRequest): Endpoint {
  const project = findProject(control, request);
  const endpoint = control.store.state.endpoints[request.id("endpoint")];
  if (endpoint?.projectId !== project.id) throw notFound("endpoint");
  return endpoint;
}

export function findSnapshot(control: Control, request: ApiRequest): Snapshot {
  const project = findProject(control, request);
  const snapshot = control.store.state.snapshots[request.id("snapshot")];
  if (snapshot?.projectId !== project.id) throw notFound("snapshot");
  return snapshot;
}

export const branchesOf = ({ store }: Control, { id }: Project): Branch[] =>
  Object.values(store.state.branches).filter(({ projectId }) => projectId === id);

export function defaultBranch(control: Control, project: Project): Branch {
  const found = branchesOf(control, project).find(({ isDefault }) => isDefault);
  if (found === undefined) throw notFound("branch");
  return found;
}
