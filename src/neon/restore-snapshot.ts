import { ToolError } from "../core/errors.ts";
import type { Branch, Progress, Snapshot } from "../core/neon.ts";
import type { Changing } from "./create-branch.ts";
import { amended, LostAnswerError } from "./errors.ts";
import { tell } from "./progress.ts";
import { quoted } from "./resolve.ts";
import { present } from "./restore-branch.ts";
import { updateBranch } from "./update-branch.ts";

interface Restoring {
  readonly snapshot: Snapshot;
  readonly keepAs: string;
  readonly call: Progress;
}

/**
 * Puts a snapshot in the place of a branch: a branch with the snapshot's data takes over its name and its computes, so
 * that its id is new; what was there stays under a name that Neon makes up, and is renamed to `keepAs`.
 */
export async function restoreSnapshot(
  parts: Changing,
  branch: Branch,
  { snapshot, keepAs, call }: Restoring,
): Promise<{ branch: Branch; kept: Branch }> {
  const { all } = await present(parts, branch, { keepAs, call });
  const before = new Set(all.map((each) => each.branch.id));
  const restored = await replace(parts, branch, { snapshot, before, call });
  const kept = await keptOf(parts, branch, { restored, before, call });
  if (kept.name === keepAs) return { branch: restored, kept };
  try {
    const change = { name: keepAs };
    return { branch: restored, kept: await updateBranch(parts, kept, { change, call }) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    throw amended(
      error,
      `Snapshot ${quoted(snapshot.name)} is restored; what ${quoted(branch.name)} was stays as branch ${quoted(kept.name)}.`,
      "Rename it with `update_branch` if the name matters.",
    );
  }
}

interface Replacing {
  readonly snapshot: Snapshot;
  readonly before: ReadonlySet<string>;
  readonly call: Progress;
}

/** Returns the branch that has the name now. */
async function replace(
  { requests, branches, computes, operations, limits }: Changing,
  branch: Branch,
  { snapshot, before, call }: Replacing,
): Promise<Branch> {
  const named = async (signal: AbortSignal): Promise<Branch | undefined> =>
    (await branches.all(branch.project, signal)).find((each) => each.branch.name === branch.name)
      ?.branch;
  try {
    const answer = await requests.write(
      {
        what: `restore snapshot ${quoted(snapshot.name)} to branch ${quoted(branch.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
      },
      (client, params) =>
        client.restoreSnapshot(
          { projectId: branch.project.id, snapshotId: snapshot.id },
          { target_branch_id: branch.id, finalize_restore: true },
          params,
        ),
    );
    await operations.finish(answer.operations, call);
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    const all = await branches.all(branch.project, AbortSignal.timeout(limits.cleanup));
    if (all.every((each) => before.has(each.branch.id)))
      throw amended(error, `Branch ${quoted(branch.name)} is as it was.`, "Call again.");
    await operations.finishOf(branch.project.id, undefined, call);
  } finally {
    computes.forget(branch.id);
    branches.forget(branch.project.id);
  }
  const restored = await named(call.signal);
  if (restored !== undefined) return restored;
  throw new ToolError(
    "UNAVAILABLE",
    `Snapshot ${quoted(snapshot.name)} is restored, but no branch is named ${quoted(branch.name)} now.`,
    "Look with `list_branches` under which name it is.",
  );
}

interface Looking {
  readonly restored: Branch;
  readonly before: ReadonlySet<string>;
  readonly call: Progress;
}

/** What was there: the branch with the old id or, where the restored one kept that, the one that is new. */
async function keptOf(
  { branches }: Changing,
  branch: Branch,
  { restored, before, call }: Looking,
): Promise<Branch> {
  const all = await branches.all(branch.project, call.signal);
  const kept = all.find((each) =>
    restored.id === branch.id ? !before.has(each.branch.id) : each.branch.id === branch.id,
  );
  if (kept !== undefined) return kept.branch;
  throw new ToolError(
    "UNAVAILABLE",
    `Branch ${quoted(branch.name)} is restored, but what it was is not to be found.`,
    "Look with `list_branches` under which name it stays.",
  );
}
