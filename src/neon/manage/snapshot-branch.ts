import { ToolError } from "../../core/errors.ts";
import type { Branch, Progress, Project, Snapshot } from "../../core/neon.ts";
import { addCompute } from "../add-compute.ts";
import { amended, LostAnswerError } from "../errors.ts";
import type { Managing } from "../manage.ts";
import { branchName } from "../names.ts";
import { tell } from "../progress.ts";
import { quoted } from "../resolve.ts";

interface Restoring {
  readonly snapshot: Snapshot;
  /** Default: made up of the snapshot's. */
  readonly name: string | undefined;
  readonly call: Progress;
}

/**
 * A branch of a snapshot's data beside what there is, with a compute of its own: Neon makes it without one. Where the answer was lost
 * it is found by its name, which was free before.
 */
export async function restoreToBranch(
  parts: Managing,
  project: Pick<Project, "id" | "name">,
  { snapshot, name = branchName(snapshot.name), call }: Restoring,
): Promise<Branch> {
  const { requests, branches, operations, limits } = parts;
  if (await find(parts, project, { name, signal: call.signal }))
    throw new ToolError(
      "INVALID_INPUT",
      `There is already a branch ${quoted(name)} in project ${quoted(project.name)}.`,
      "Give another `name`, or none: then one is made up.",
    );
  try {
    const made = await requests.write(
      {
        what: `restore snapshot ${quoted(snapshot.name)} to branch ${quoted(name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
      },
      (client, params) =>
        client.restoreSnapshot(
          { projectId: project.id, snapshotId: snapshot.id },
          { name, finalize_restore: false },
          params,
        ),
    );
    await operations.finish(made.operations, call);
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    const signal = AbortSignal.timeout(limits.cleanup);
    const begun = await find(parts, project, { name, signal });
    if (begun === undefined)
      throw amended(error, `There is no branch ${quoted(name)} now.`, "Call again.");
    await operations.finishOf(project.id, begun.id, call);
  } finally {
    branches.forget(project.id);
  }
  const branch = await find(parts, project, { name, signal: call.signal });
  if (branch === undefined)
    throw new ToolError(
      "UNAVAILABLE",
      `Branch ${quoted(name)} was gone as soon as it was made.`,
      "Look with `list_branches`, and call again.",
    );
  await addCompute(parts, branch, call);
  return branch;
}

async function find(
  { branches }: Managing,
  project: Pick<Project, "id" | "name">,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
): Promise<Branch | undefined> {
  const all = await branches.all(project, signal);
  return all.find(({ branch }) => branch.name === name)?.branch;
}
