import type * as api from "@neondatabase/api-client";
import type { Compute } from "../../core/manage/computes.ts";
import type { Branch, Progress } from "../../core/neon.ts";
import { amended, LostAnswerError } from "../errors.ts";
import type { Managing } from "../manage.ts";
import { ownName } from "../names.ts";
import { tell } from "../progress.ts";
import { quoted } from "../resolve.ts";
import { undone } from "../undone.ts";
import { computeFrom } from "./compute-shape.ts";
import { removeCompute } from "./remove-compute.ts";

interface Adding {
  readonly settings: Partial<api.EndpointCreateRequest["endpoint"]>;
  readonly call: Progress;
}

/**
 * Adds a read replica under a name that nobody else has: where the answer was lost it is found by that. One that does not come to run is
 * removed again.
 */
export async function addReplica(
  parts: Managing,
  branch: Branch,
  { settings, call }: Adding,
): Promise<Compute> {
  const name = ownName("replica");
  const made = await send(parts, branch, { settings: { ...settings, name }, call });
  const replica = computeFrom(made.endpoint, branch);
  try {
    await (made.operations === undefined
      ? parts.operations.finishOf(branch.project.id, branch.id, call)
      : parts.operations.finish(made.operations, call));
    return computeFrom(await read(parts, branch, { id: replica.id, signal: call.signal }), branch);
  } catch (error) {
    const { id, project } = replica;
    throw await undone(
      parts.limits,
      {
        kind: "replica",
        named: quoted(id),
        settle: (quiet) => parts.operations.finishOf(project.id, branch.id, quiet),
        remove: (quiet) => removeCompute(parts, replica, quiet),
        byHand: `\`configure_compute\`, \`action\` "remove", \`compute\` ${quoted(id)}`,
      },
      error,
    );
  }
}

interface Sent {
  readonly endpoint: api.Endpoint;
  /** Undefined where the answer was lost. */
  readonly operations: readonly api.Operation[] | undefined;
}

async function send(
  { requests, limits }: Managing,
  branch: Branch,
  { settings, call }: Adding,
): Promise<Sent> {
  const endpoint = {
    ...settings,
    branch_id: branch.id,
    type: "read_only" as api.EndpointType,
  };
  try {
    return await requests.write(
      {
        what: `add a read replica to branch ${quoted(branch.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
        next: "Change the input as Neon says: plans differ in sizes and in the number of computes.",
      },
      (client, params) => client.createProjectEndpoint(branch.project.id, { endpoint }, params),
    );
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    const signal = AbortSignal.timeout(limits.cleanup);
    const { endpoints } = await requests.read(
      { what: `look at the computes of branch ${quoted(branch.name)}`, signal },
      (client, params) => client.listProjectBranchEndpoints(branch.project.id, branch.id, params),
    );
    const found = endpoints.find(({ name }) => name === settings.name);
    if (found === undefined) throw amended(error, "There is no new replica.", "Call again.");
    return { endpoint: found, operations: undefined };
  }
}

async function read(
  { requests }: Managing,
  branch: Branch,
  { id, signal }: { readonly id: string; readonly signal: AbortSignal },
): Promise<api.Endpoint> {
  const { endpoint } = await requests.read(
    { what: `look at compute ${quoted(id)}`, signal },
    (client, params) => client.getProjectEndpoint(branch.project.id, id, params),
  );
  return endpoint;
}
