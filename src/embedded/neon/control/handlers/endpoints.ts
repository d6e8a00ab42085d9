import { anything, flag, object, oneOf, optional, text } from "../api/check.ts";
import { ApiError, invalid, refused } from "../api/error.ts";
import type { ApiRequest, Reply, Routes } from "../api/router.ts";
import type { Control } from "../control.ts";
import { branchOf, findBranch, findEndpoint, findProject } from "../find.ts";
import { endpointOf, now, put, remove, update } from "../state/changes.ts";
import { endpointId } from "../state/ids.ts";
import type { Change, Endpoint } from "../state/types.ts";
import { endpointView } from "../views/endpoint.ts";
import { operationView } from "../views/operation.ts";
import type { Step } from "../work/jobs.ts";
import { sizeFrom, sizeShape } from "../work/size.ts";
import { computeOf, startStep, suspendStep } from "../work/steps.ts";
import { mustBeReady } from "./branch-rules.ts";

/** What else the API takes and has no meaning here. */
const ignored = {
  settings: anything,
  provisioner: anything,
  pooler_enabled: anything,
  pooler_mode: anything,
  passwordless_access: anything,
};

const creation = object({
  endpoint: object({
    branch_id: text({ min: 1 }),
    type: oneOf("read_write", "read_only"),
    name: optional(text({ min: 1, max: 64 })),
    disabled: optional(flag),
    region_id: anything,
    ...sizeShape,
    ...ignored,
  }),
});

const changes = object({
  endpoint: object({
    branch_id: optional(text({ min: 1 })),
    name: optional(text({ min: 1, max: 64 })),
    disabled: optional(flag),
    ...sizeShape,
    ...ignored,
  }),
});

const one = "/projects/:project/endpoints/:endpoint";

export const endpointRoutes = (control: Control): Routes => ({
  "GET /projects/:project/endpoints": (request) => {
    const { id } = findProject(control, request);
    return listed(control, ({ projectId }) => projectId === id);
  },
  "GET /projects/:project/branches/:branch/endpoints": (request) => {
    const { id } = findBranch(control, request);
    return listed(control, ({ branchId }) => branchId === id);
  },
  "POST /projects/:project/endpoints": (request) => createEndpoint(control, request),
  [`GET ${one}`]: (request) => ({
    status: 200,
    body: { endpoint: view(control, findEndpoint(control, request)) },
  }),
  [`PATCH ${one}`]: (request) => updateEndpoint(control, request),
  [`DELETE ${one}`]: (request) => {
    const { id } = findProject(control, request);
    // of one that is gone already nothing is left to tell
    if (control.store.state.endpoints[request.id("endpoint")]?.projectId !== id)
      return { status: 204 };
    return deleteEndpoint(control, findEndpoint(control, request));
  },
  [`POST ${one}/start`]: (request) => {
    const endpoint = findEndpoint(control, request);
    return run(control, endpoint, [startStep(control, endpoint.id)]);
  },
  [`POST ${one}/suspend`]: (request) => {
    const endpoint = findEndpoint(control, request);
    return run(control, endpoint, [suspendStep(control, endpoint.id)]);
  },
  [`POST ${one}/restart`]: (request) => {
    const endpoint = findEndpoint(control, request);
    return run(control, endpoint, [
      suspendStep(control, endpoint.id),
      startStep(control, endpoint.id),
    ]);
  },
});

function view({ engine, store }: Control, endpoint: Endpoint): object {
  const branch = store.state.branches[endpoint.branchId];
  if (branch === undefined) throw new Error("an endpoint without a branch");
  return endpointView(engine, branch, endpoint);
}

const listed = (control: Control, isWanted: (endpoint: Endpoint) => boolean): Reply => ({
  status: 200,
  body: {
    endpoints: Object.values(control.store.state.endpoints)
      .filter(isWanted)
      .map((endpoint) => view(control, endpoint)),
  },
});

/** Suspending what writes to the branch ends what reads from it, so nothing may work on that. */
async function run(
  control: Control,
  endpoint: Endpoint,
  steps: readonly Step[],
  { begin, status = 200 }: { readonly begin?: Change; readonly status?: number } = {},
): Promise<Reply> {
  const suspends =
    endpoint.type === undefined && steps.some(({ action }) => action === "suspend_compute");
  const { operations } = await control.jobs.start({
    projectId: endpoint.projectId,
    branchId: endpoint.branchId,
    locks: {
      changes: suspends ? [endpoint.id, endpoint.branchId] : [endpoint.id],
      reads: suspends ? [endpoint.projectId] : [endpoint.projectId, endpoint.branchId],
    },
    ...(begin === undefined ? {} : { begin }),
    steps,
  });
  const latest = control.store.state.endpoints[endpoint.id] ?? endpoint;
  return {
    status,
    body: { endpoint: view(control, latest), operations: operations.map(operationView) },
  };
}

function createEndpoint(control: Control, request: ApiRequest): Promise<Reply> {
  const project = findProject(control, request);
  const { endpoint: given } = creation(request.body, "body");
  const branch = branchOf(control, project, given.branch_id);
  const isReplica = given.type === "read_only";
  if (!isReplica && endpointOf(control.store.state, branch.id) !== undefined)
    throw new ApiError(409, "read-write endpoint for branch already exists", "CONFLICT");
  mustBeReady(branch);
  const size = sizeFrom(given, project.size);
  mustScale(size);
  const endpoint: Endpoint = {
    id: endpointId(),
    projectId: project.id,
    branchId: branch.id,
    ...(given.name === undefined ? {} : { name: given.name }),
    ...(isReplica ? { type: "read_only" as const } : {}),
    size,
    disabled: given.disabled ?? false,
    createdAt: now(),
    updatedAt: now(),
  };
  return run(control, endpoint, endpoint.disabled ? [] : [startStep(control, endpoint.id)], {
    begin: put("endpoints", endpoint),
    status: 201,
  });
}

/** A running compute is restarted, to have its new size. */
function updateEndpoint(control: Control, request: ApiRequest): Promise<Reply> {
  const endpoint = findEndpoint(control, request);
  const { endpoint: given } = changes(request.body, "body");
  if (given.branch_id !== undefined && given.branch_id !== endpoint.branchId)
    throw refused("an endpoint cannot be moved to another branch");
  const size = sizeFrom(given, endpoint.size);
  mustScale(size);
  const disabled = given.disabled ?? endpoint.disabled;
  const begin = update("endpoints", endpoint.id, (row) => ({
    ...row,
    ...(given.name === undefined ? {} : { name: given.name }),
    size,
    disabled,
    updatedAt: now(),
  }));
  const suspend = suspendStep(control, endpoint.id);
  const resized = JSON.stringify(size) !== JSON.stringify(endpoint.size);
  return run(
    control,
    endpoint,
    disabled ? [suspend] : resized ? [applyStep(control, endpoint)] : [],
    {
      begin,
    },
  );
}

const applyStep = (control: Control, endpoint: Endpoint): Step => ({
  action: "apply_config",
  endpointId: endpoint.id,
  async run(tools) {
    if ((computeOf(control, endpoint)?.state ?? "idle") === "idle") return;
    await suspendStep(control, endpoint.id).run(tools);
    await startStep(control, endpoint.id).run(tools);
  },
});

const RANGE_MOST = 8;

function mustScale({ minCu, maxCu }: Endpoint["size"]): void {
  if (maxCu - minCu > RANGE_MOST)
    throw invalid(`the autoscaling range cannot be larger than ${RANGE_MOST} compute units`);
}

async function deleteEndpoint(control: Control, endpoint: Endpoint): Promise<Reply> {
  const branch = control.store.state.branches[endpoint.branchId];
  if (branch?.isProtected === true) throw refused("cannot delete endpoint of protected branch");
  const suspend = suspendStep(control, endpoint.id);
  const step: Step = {
    ...suspend,
    async run(tools) {
      await suspend.run(tools);
      if (endpoint.type === "read_only" && branch?.data !== undefined)
        await control.engine.removeReplica(branch.data, endpoint.id);
      return remove("endpoints", endpoint.id);
    },
  };
  return run(control, endpoint, [step]);
}
