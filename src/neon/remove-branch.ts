import { ToolError } from "../core/errors.ts";
import type { Branch, Progress } from "../core/neon.ts";
import type { Changing } from "./create-branch.ts";
import { amended, LostAnswerError } from "./errors.ts";
import { tell } from "./progress.ts";
import { quoted } from "./resolve.ts";

/** Deletes a branch and waits until its computes are gone. One that is gone already is no error. */
export async function removeBranch(
  parts: Changing,
  branch: Pick<Branch, "id" | "name" | "project">,
  call: Progress,
): Promise<void> {
  const { requests, branches, computes, operations } = parts;
  const target = { projectId: branch.project.id, branchId: branch.id };
  try {
    const answer = await requests.write(
      {
        what: `delete branch ${quoted(branch.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
        next: "`list_branches` shows what stands against it: the default branch, protected ones and those with children stay.",
      },
      (client, params) => client.deleteProjectBranch(target, params),
    );
    // 204: there is no such branch
    await operations.finish(answer?.operations ?? [], call);
  } catch (error) {
    if (error instanceof ToolError && error.code === "NOT_FOUND") return;
    if (!(error instanceof LostAnswerError)) throw error;
    // it may be going just now
    const signal = AbortSignal.timeout(parts.limits.cleanup);
    await operations.finishOf(branch.project.id, branch.id, { ...call, signal });
    if (await exists(parts, branch))
      throw amended(error, `Branch ${quoted(branch.name)} is still there.`, "Call again.");
  } finally {
    branches.forget(branch.project.id);
    computes.forget(branch.id);
  }
}

async function exists(
  { branches, limits }: Changing,
  { id, project }: Pick<Branch, "id" | "project">,
): Promise<boolean> {
  const all = await branches.all(project, AbortSignal.timeout(limits.cleanup));
  return all.some(({ branch }) => branch.id === id);
}
