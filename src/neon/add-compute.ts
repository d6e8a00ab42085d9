import type * as api from "@neondatabase/api-client";
import type { Branch, Endpoint, Progress } from "../core/neon.ts";
import type { Changing } from "./create-branch.ts";
import { LostAnswerError } from "./errors.ts";
import { tell } from "./progress.ts";
import { quoted } from "./resolve.ts";
import { endpointFrom } from "./shapes.ts";

/**
 * Gives a branch a read-write compute of the project's default size: what a restore keeps has none. A branch that has one keeps it,
 * so that a lost answer is settled by looking.
 */
export async function addCompute(
  { requests, computes, operations, limits }: Changing,
  branch: Branch,
  call: Progress,
): Promise<Endpoint> {
  const there = (signal: AbortSignal): Promise<Endpoint | undefined> => {
    computes.forgetEndpoint(branch.id);
    return computes.endpoint(branch, { signal });
  };
  const found = await there(call.signal);
  if (found !== undefined) return found;
  const endpoint = { branch_id: branch.id, type: "read_write" as api.EndpointType };
  try {
    const made = await requests.write(
      {
        what: `add a compute to branch ${quoted(branch.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
      },
      (client, params) => client.createProjectEndpoint(branch.project.id, { endpoint }, params),
    );
    await operations.finish(made.operations, call);
    return endpointFrom(made.endpoint);
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    const added = await there(AbortSignal.timeout(limits.cleanup));
    if (added === undefined) throw error;
    await operations.finishOf(branch.project.id, branch.id, call);
    return added;
  }
}
