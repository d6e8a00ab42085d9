import type * as api from "@neondatabase/api-client";
import { ToolError } from "../../core/errors.ts";
import type { Branch, Progress, Project, Snapshot } from "../../core/neon.ts";
import { addCompute } from "../add-compute.ts";
import { amended, LostAnswerError } from "../errors.ts";
import type { Managing } from "../manage.ts";
import { branchName } from "../names.ts";
import { tell } from "../progress.ts";
import { removeBranch } from "../remove-branch.ts";
import { quoted } from "../resolve.ts";
import { undone } from "../undone.ts";

type Owner = Pick<Project, "id" | "name">;

interface Restoring {
  readonly snapshot: Snapshot;
  /** Default: made up of the snapshot's. */
  readonly name: string | undefined;
  readonly call: Progress;
}

/**
 * A branch of a snapshot's data beside what there is, with a compute of its own: Neon makes it without one. When that fails or is
 * cancelled, the branch is removed again, and the error says so. Where the answer was lost it is found by its name, which was free before.
 */
export async function restoreToBranch(
  parts: Managing,
  project: Owner,
  { snapshot, name = branchName(snapshot.name), call }: Restoring,
): Promise<Branch> {
  const { branches, operations, limits } = parts;
  if (await find(parts, project, { name, signal: call.signal }))
    throw new ToolError(
      "INVALID_INPUT",
      `There is already a branch ${quoted(name)} in project ${quoted(project.name)}.`,
      "Give another `name`, or none: then one is made up.",
    );
  try {
    const { id, begun } = await send(parts, project, { snapshot, name, call });
    try {
      await (begun === undefined
        ? operations.finishOf(project.id, id, call)
        : operations.finish(begun, call));
      branches.forget(project.id);
      return await withCompute(parts, project, { name, call });
    } catch (error) {
      // one that was found by the caller's name may be somebody else's: it is not removed
      if (begun === undefined) throw error;
      throw await undone(
        limits,
        {
          kind: "branch",
          named: `${quoted(name)} (${quoted(id)})`,
          settle: (quiet) => operations.finishOf(project.id, id, quiet),
          remove: (quiet) => removeBranch(parts, { id, name, project }, quiet),
          byHand: `\`delete_branch\`, \`branch\` ${quoted(id)}`,
        },
        error,
      );
    }
  } finally {
    branches.forget(project.id);
  }
}

/** The new branch's id, and its operations; these are undefined where the answer was lost. */
async function send(
  parts: Managing,
  project: Owner,
  { snapshot, name, call }: Restoring & { readonly name: string },
): Promise<{ readonly id: string; readonly begun?: readonly api.Operation[] }> {
  try {
    const made = await parts.requests.write(
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
    return { id: made.branch.id, begun: made.operations };
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    parts.branches.forget(project.id);
    const signal = AbortSignal.timeout(parts.limits.cleanup);
    const found = await find(parts, project, { name, signal });
    if (found === undefined)
      throw amended(error, `There is no branch ${quoted(name)} now.`, "Call again.");
    return { id: found.id };
  }
}

async function withCompute(
  parts: Managing,
  project: Owner,
  { name, call }: { readonly name: string; readonly call: Progress },
): Promise<Branch> {
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
  project: Owner,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
): Promise<Branch | undefined> {
  const all = await branches.all(project, signal);
  return all.find(({ branch }) => branch.name === name)?.branch;
}
