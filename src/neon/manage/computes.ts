import type * as api from "@neondatabase/api-client";
import type { Compute, ManageComputes } from "../../core/manage/computes.ts";
import type { ComputeSize, Progress } from "../../core/neon.ts";
import type { Managing } from "../manage.ts";
import { tell } from "../progress.ts";
import { quoted } from "../resolve.ts";
import { addReplica } from "./add-replica.ts";
import { again } from "./again.ts";
import { computeHistory } from "./compute-history.ts";
import { computeFrom, type Owner } from "./compute-shape.ts";
import { removeCompute } from "./remove-compute.ts";

/** The computes of a Neon. A write whose answer was lost is settled by looking, or done again where that changes nothing. */
export function manageComputes(parts: Managing): ManageComputes {
  const set = (compute: Compute, settings: Settings, call: Progress): Promise<Compute> =>
    change(parts, compute, { settings, call });
  const act = (action: Action, compute: Compute, call: Progress): Promise<Compute> =>
    perform(parts, compute, { action, call });
  return {
    all: (project, signal) => listComputes(parts, project, signal),
    history: (compute, since, signal) => computeHistory(parts, compute, { since, signal }),
    resize: (compute, size, call) => set(compute, limitsOf(size), call),
    async start(compute, call) {
      const enabled = compute.isDisabled ? await set(compute, { disabled: false }, call) : compute;
      return act("start", enabled, call);
    },
    suspend: (compute, call) => act("suspend", compute, call),
    restart: (compute, call) => act("restart", compute, call),
    addReplica: (branch, size, call) =>
      addReplica(parts, branch, { settings: limitsOf(size ?? {}), call }),
    remove: (compute, call) => removeCompute(parts, compute, call),
  };
}

type Settings = api.EndpointUpdateRequest["endpoint"];

const limitsOf = ({ minCu, maxCu, suspendSeconds }: Partial<ComputeSize>): Settings => ({
  ...(minCu === undefined ? {} : { autoscaling_limit_min_cu: minCu }),
  ...(maxCu === undefined ? {} : { autoscaling_limit_max_cu: maxCu }),
  ...(suspendSeconds === undefined ? {} : { suspend_timeout_seconds: suspendSeconds }),
});

async function listComputes(
  { requests, projects, branches }: Managing,
  name: string | undefined,
  signal: AbortSignal,
): Promise<readonly Compute[]> {
  const project = await projects.one(name, signal);
  const [all, { endpoints }] = await Promise.all([
    branches.all(project, signal),
    requests.read(
      { what: `list the computes of project ${quoted(project.name)}`, signal },
      (client, params) => client.listProjectEndpoints(project.id, params),
    ),
  ]);
  return all.flatMap(({ branch }) =>
    endpoints
      .filter((endpoint) => endpoint.branch_id === branch.id)
      .map((endpoint) => computeFrom(endpoint, branch))
      .toSorted(
        (a, b) =>
          Number(b.kind === "read_write") - Number(a.kind === "read_write") ||
          (a.createdAt < b.createdAt ? -1 : 1),
      ),
  );
}

interface Sending {
  readonly send: () => Promise<{ readonly operations: readonly api.Operation[] }>;
  readonly call: Progress;
}

/** Until Neon has done it; the compute as it is then. */
async function carryOut(
  parts: Managing,
  compute: Compute,
  { send, call }: Sending,
): Promise<Compute> {
  const { computes, operations } = parts;
  try {
    const answer = await again(parts, compute, { send, call });
    await operations.finish(answer.operations, call);
  } finally {
    computes.forgetEndpoint(compute.branch.id);
  }
  return look(parts, compute, call.signal);
}

/** As it is now. */
async function look(
  { requests }: Managing,
  compute: Compute,
  signal: AbortSignal,
): Promise<Compute> {
  const { endpoint } = await requests.read(
    { what: `look at compute ${quoted(compute.id)}`, signal },
    (client, params) => client.getProjectEndpoint(compute.project.id, compute.id, params),
  );
  return computeFrom(endpoint, ownerOf(compute));
}

const ownerOf = ({ branch, project }: Compute): Owner => ({ ...branch, project });

/** Setting what is set already changes nothing: after a lost answer it is sent again. */
async function change(
  parts: Managing,
  compute: Compute,
  { settings, call }: { readonly settings: Settings; readonly call: Progress },
): Promise<Compute> {
  const { requests } = parts;
  const send = () =>
    requests.write(
      {
        what: `change compute ${quoted(compute.id)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
        next: "Change the input as Neon says: plans differ in sizes and in how long a compute may stay awake.",
      },
      (client, params) =>
        client.updateProjectEndpoint(
          compute.project.id,
          compute.id,
          { endpoint: settings },
          params,
        ),
    );
  return carryOut(parts, compute, { send, call });
}

type Action = "start" | "suspend" | "restart";

async function perform(
  parts: Managing,
  compute: Compute,
  { action, call }: { readonly action: Action; readonly call: Progress },
): Promise<Compute> {
  const { requests } = parts;
  const send = () =>
    requests.write(
      {
        what: `${action} compute ${quoted(compute.id)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
      },
      (client, params) => {
        const [project, id] = [compute.project.id, compute.id];
        if (action === "start") return client.startProjectEndpoint(project, id, params);
        if (action === "suspend") return client.suspendProjectEndpoint(project, id, params);
        return client.restartProjectEndpoint(project, id, params);
      },
    );
  return carryOut(parts, compute, { send, call });
}
