import { ToolError } from "../../core/errors.ts";
import type { Compute } from "../../core/manage/computes.ts";
import type { Progress } from "../../core/neon.ts";
import type { Managing } from "../manage.ts";
import { tell } from "../progress.ts";
import { quoted } from "../resolve.ts";
import { again } from "./again.ts";

/** One that is gone already is no error. */
export async function removeCompute(
  parts: Managing,
  compute: Compute,
  call: Progress,
): Promise<void> {
  const { requests, computes, operations } = parts;
  const send = () =>
    requests.write(
      {
        what: `remove compute ${quoted(compute.id)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
        next: "A protected branch keeps its computes: lift its protection with `update_branch`.",
      },
      (client, params) => client.deleteProjectEndpoint(compute.project.id, compute.id, params),
    );
  try {
    const answer = await again(parts, compute, { send, call });
    // 204: there is no such compute
    await operations.finish(answer?.operations ?? [], call);
  } catch (error) {
    if (!(error instanceof ToolError && error.code === "NOT_FOUND")) throw error;
  } finally {
    computes.forgetEndpoint(compute.branch.id);
  }
}
