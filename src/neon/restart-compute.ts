import { ToolError } from "../core/errors.ts";
import type { Branch, Progress } from "../core/neon.ts";
import type { Changing } from "./create-branch.ts";
import { LostAnswerError } from "./errors.ts";
import { tell } from "./progress.ts";
import { quoted } from "./resolve.ts";

/**
 * Ends a branch's compute and starts it again: connections are cut, and shared buffers and Local File Cache are empty afterwards. An
 * answer that was lost is no loss: the restart is repeated.
 */
export async function restartCompute(
  { requests, computes, operations }: Changing,
  branch: Branch,
  call: Progress,
): Promise<void> {
  const endpoint = await computes.endpoint(branch, { signal: call.signal });
  if (endpoint === undefined)
    throw new ToolError(
      "UNSUPPORTED",
      `Branch ${quoted(branch.name)} has no compute.`,
      "Give it one when you create it.",
    );
  const restart = () =>
    requests.write(
      {
        what: `restart the compute of branch ${quoted(branch.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
      },
      (client, params) => client.restartProjectEndpoint(branch.project.id, endpoint.id, params),
    );
  const answer = await restart().catch((error: unknown) => {
    if (error instanceof LostAnswerError) return restart();
    throw error;
  });
  await operations.finish(answer.operations, call);
}
