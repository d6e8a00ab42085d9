import type { BranchRestoreRequest } from "@neondatabase/api-client";
import { ToolError } from "../core/errors.ts";
import type { Branch, Moment, Progress } from "../core/neon.ts";
import type { Changing } from "./create-branch.ts";
import { amended, LostAnswerError } from "./errors.ts";
import { tell } from "./progress.ts";
import { quoted } from "./resolve.ts";
import type { BranchRecord } from "./shapes.ts";

/** Makes the branch what its parent is now; `keepAs` keeps what it was as a branch of that name. */
export async function resetBranch(
  parts: Changing,
  branch: Branch,
  { keepAs, call }: { readonly keepAs: string | undefined; readonly call: Progress },
): Promise<Branch> {
  if (branch.parent === undefined)
    throw new ToolError(
      "INVALID_INPUT",
      `Branch ${quoted(branch.name)} has no parent to be reset to.`,
      "`restore_branch` brings it back to a moment of its own history.",
    );
  const request = {
    source_branch_id: branch.parent.id,
    ...(keepAs === undefined ? {} : { preserve_under_name: keepAs }),
  };
  const { now } = await overwrite(parts, branch, { what: "reset", request, call });
  return now.branch;
}

/** Makes the branch what it was at a moment; what it is now stays as a branch named `keepAs`. */
export async function restoreBranch(
  parts: Changing,
  branch: Branch,
  { to, keepAs, call }: { readonly to: Moment; readonly keepAs: string; readonly call: Progress },
): Promise<{ branch: Branch; kept: Branch }> {
  const request = {
    source_branch_id: branch.id,
    preserve_under_name: keepAs,
    ...("time" in to ? { source_timestamp: to.time } : { source_lsn: to.lsn }),
  };
  const { now, all } = await overwrite(parts, branch, { what: "restore", request, call });
  const kept = all.find((each) => each.branch.name === keepAs);
  if (kept === undefined) throw lostSight(branch, keepAs);
  return { branch: now.branch, kept: kept.branch };
}

interface Overwriting {
  readonly what: "reset" | "restore";
  readonly request: BranchRestoreRequest;
  readonly call: Progress;
}

async function overwrite(
  parts: Changing,
  branch: Branch,
  { what, request, call }: Overwriting,
): Promise<{ now: BranchRecord; all: readonly BranchRecord[] }> {
  const { requests, branches, computes, operations, limits } = parts;
  const before = await present(parts, branch, { keepAs: request.preserve_under_name, call });
  try {
    const answer = await requests.write(
      {
        what: `${what} branch ${quoted(branch.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
      },
      (client, params) =>
        client.restoreProjectBranch(branch.project.id, branch.id, request, params),
    );
    await operations.finish(answer.operations, call);
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    const all = await branches.all(branch.project, AbortSignal.timeout(limits.cleanup));
    if (!isOverwritten(before, all))
      throw amended(error, `Branch ${quoted(branch.name)} is as it was.`, "Call again.");
    await operations.finishOf(branch.project.id, branch.id, call);
  } finally {
    // its roles and their passwords are those of another moment
    computes.forget(branch.id);
    branches.forget(branch.project.id);
  }
  const all = await branches.all(branch.project, call.signal);
  const now = all.find((each) => each.branch.id === branch.id);
  if (now === undefined) throw lostSight(branch, branch.name);
  return { now, all };
}

/** The branch before it is overwritten; refuses a name to keep it under that is taken. */
export async function present(
  { branches }: Changing,
  branch: Branch,
  { keepAs, call }: { readonly keepAs: string | undefined; readonly call: Progress },
): Promise<{ record: BranchRecord; all: readonly BranchRecord[] }> {
  const all = await branches.all(branch.project, call.signal);
  if (keepAs !== undefined && all.some((each) => each.branch.name === keepAs))
    throw new ToolError(
      "INVALID_INPUT",
      `There is already a branch ${quoted(keepAs)}, so what ${quoted(branch.name)} is now cannot stay under that name.`,
      "Give another name to keep it under.",
    );
  const record = all.find((each) => each.branch.id === branch.id);
  if (record !== undefined) return { record, all };
  throw new ToolError(
    "NOT_FOUND",
    `Branch ${quoted(branch.name)} is gone.`,
    "`list_branches` shows what there is.",
  );
}

/** Neon says where a branch comes from: this changes when it is overwritten, or a branch keeps what it was. */
function isOverwritten(
  { record }: { readonly record: BranchRecord },
  all: readonly BranchRecord[],
): boolean {
  const now = all.find(({ branch }) => branch.id === record.branch.id);
  return (
    now !== undefined &&
    (now.origin !== record.origin ||
      now.branch.parent?.id !== record.branch.parent?.id ||
      now.branch.state === "resetting")
  );
}

const lostSight = (branch: Branch, name: string): ToolError =>
  new ToolError(
    "UNAVAILABLE",
    `Neon overwrote branch ${quoted(branch.name)}, but there is no branch ${quoted(name)} now.`,
    "Look with `list_branches` under which name it is.",
  );
