import { anything, flag, list, lsn, object, oneOf, optional, text, time } from "../api/check.ts";
import { ApiError, invalid, refused } from "../api/error.ts";
import type { ApiRequest, Reply } from "../api/router.ts";
import type { Control } from "../control.ts";
import { branchOf, defaultBranch, findProject } from "../find.ts";
import { all, now, put } from "../state/changes.ts";
import { branchId, endpointId } from "../state/ids.ts";
import type { Branch, Endpoint, Project } from "../state/types.ts";
import { branchView } from "../views/branch.ts";
import { connectionView, databaseView, roleView } from "../views/contents.ts";
import { endpointView } from "../views/endpoint.ts";
import { operationView } from "../views/operation.ts";
import { withNewPasswords } from "../work/contents.ts";
import { copyStep, readyOrGone } from "../work/copy.ts";
import { sizeFrom, sizeShape } from "../work/size.ts";
import { startStep } from "../work/steps.ts";
import { mustBeFree, mustBeInReach, mustBeReady, pointIn } from "./branch-rules.ts";

const shape = object({
  branch: optional(
    object({
      parent_id: optional(text()),
      name: optional(text({ min: 1, max: 256 })),
      parent_lsn: optional(lsn),
      parent_timestamp: optional(time),
      protected: optional(flag),
      archived: optional(flag),
      init_source: optional(oneOf("parent-data", "schema-only")),
      expires_at: optional(time),
    }),
  ),
  endpoints: optional(
    list(
      object({
        type: oneOf("read_write", "read_only"),
        ...sizeShape,
        settings: anything,
        provisioner: anything,
      }),
    ),
  ),
  annotation_value: anything,
});

type Given = NonNullable<ReturnType<typeof shape>["branch"]>;

/** `POST /projects/{project_id}/branches` */
export async function createBranch(control: Control, request: ApiRequest): Promise<Reply> {
  const project = findProject(control, request);
  const body = shape(request.body ?? {}, "body");
  const given: Given = body.branch ?? noChoice;
  const parent = given.parent_id
    ? branchOf(control, project, given.parent_id)
    : defaultBranch(control, project);
  const branch = newBranch(control, project, parent, given);
  const endpoints = newEndpoints(project, branch, body.endpoints ?? []);
  const at = await pointIn(control, project, parent, {
    lsn: given.parent_lsn,
    time: given.parent_timestamp,
  });
  const from = mustBeReady(parent);
  const contents = parent.isProtected ? withNewPasswords(parent) : parent;
  const started = await control.jobs.start({
    projectId: project.id,
    branchId: branch.id,
    locks: { changes: [branch.id], reads: [project.id, parent.id] },
    begin: all(put("branches", branch), ...endpoints.map((endpoint) => put("endpoints", endpoint))),
    steps: [
      copyStep(control, {
        branchId: branch.id,
        from,
        at,
        schemaOnly: branch.initSource === "schema-only",
        contents,
        adopts: parent.isProtected || at !== undefined,
        staysAwake: endpoints.length > 0,
      }),
      ...endpoints.map(({ id }) => startStep(control, id)),
    ],
    end: readyOrGone(branch.id),
  });
  control.reschedule();
  const made = { ...branch, roles: contents.roles, databases: contents.databases };
  const operations = started.operations.map(operationView);
  return { status: 201, body: { ...(await createdView(control, made, endpoints)), operations } };
}

const noChoice: Given = {
  parent_id: undefined,
  name: undefined,
  parent_lsn: undefined,
  parent_timestamp: undefined,
  protected: undefined,
  archived: undefined,
  init_source: undefined,
  expires_at: undefined,
};

function newBranch(control: Control, project: Project, parent: Branch, given: Given): Branch {
  if (given.archived === true)
    throw new ApiError(501, "the local Neon archives no branches", "NOT_IMPLEMENTED");
  const { expires_at: expiresAt } = given;
  const ttlSeconds = expiresAt && mustBeInReach(expiresAt);
  if (given.protected === true && expiresAt !== undefined)
    throw refused("cannot set expiration on protected branch");
  if (given.init_source !== "schema-only" && parent.expiresAt !== undefined)
    throw refused("cannot create a child of a branch with expiration");
  const id = branchId();
  // a name made up by Neon is the id
  const name = given.name ?? id;
  mustBeFree(control, project, name);
  return {
    id,
    projectId: project.id,
    name,
    ...(given.init_source === "schema-only" ? {} : { parentId: parent.id }),
    isDefault: false,
    isProtected: given.protected ?? false,
    state: "init",
    stateChangedAt: now(),
    createdAt: now(),
    updatedAt: now(),
    initSource: given.init_source ?? "parent-data",
    ...(expiresAt === undefined || ttlSeconds === undefined
      ? {}
      : { expiresAt: expiresAt.toISOString(), ttlSeconds }),
    roles: [],
    databases: [],
  };
}

function newEndpoints(
  project: Project,
  branch: Branch,
  given: readonly NonNullable<ReturnType<typeof shape>["endpoints"]>[number][],
): Endpoint[] {
  if (given.filter(({ type }) => type === "read_write").length > 1)
    throw invalid("a branch has one read_write endpoint at most");
  return given.map((options) => ({
    id: endpointId(),
    projectId: project.id,
    branchId: branch.id,
    ...(options.type === "read_only" ? { type: options.type } : {}),
    size: sizeFrom(options, project.size),
    disabled: false,
    createdAt: now(),
    updatedAt: now(),
  }));
}

async function createdView(
  { engine }: Control,
  branch: Branch,
  endpoints: readonly Endpoint[],
): Promise<object> {
  const uris = endpoints.flatMap(({ id }) =>
    branch.databases.flatMap(({ name, owner }) =>
      branch.roles
        .filter((role) => role.name === owner && role.password !== undefined)
        .map((role) => connectionView(id, role, name)),
    ),
  );
  return {
    branch: await branchView(engine, branch),
    endpoints: endpoints.map((endpoint) => endpointView(engine, branch, endpoint)),
    roles: branch.roles.map((role) => roleView(branch.id, role)),
    databases: branch.databases.map((database) => databaseView(branch.id, database)),
    ...(uris.length === 0 ? {} : { connection_uris: uris }),
  };
}
