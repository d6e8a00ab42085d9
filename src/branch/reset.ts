import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Branch } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";
import { children } from "./family.ts";
import { confirmLoss } from "./losses.ts";
import { oldName } from "./old-name.ts";
import { makeReachable } from "./reachable.ts";
import { unprotected } from "./unprotected.ts";

export interface ResetRequest {
  readonly branch: string;
  readonly project?: string | undefined;
  readonly keep_as?: string | undefined;
}

/** Brings a branch to its parent's present. Branches made of it move to what it was, which stays under a name then. */
export async function resetBranch(
  { branch: name, project, keep_as: keepAs }: ResetRequest,
  deps: Deps,
  call: Call,
): Promise<{ branch: Branch; kept?: Branch; reachable?: boolean }> {
  const neon = await deps.neon("write");
  const branch = await neon.branch({ project, branch: name }, call.signal);
  if (branch.parent === undefined)
    throw new ToolError(
      "INVALID_INPUT",
      `Branch \`${identifier(branch.name)}\` was not made of another one, so there is nothing to reset it to.`,
      "restore_branch brings it back to a moment of its own past.",
    );
  const all = await neon.branches(branch.project.id, call.signal);
  const kept = keepAs ?? (children(branch, all).length > 0 ? oldName(branch) : undefined);
  const effect =
    kept === undefined
      ? `Everything written on it since it was made of \`${identifier(branch.parent.name)}\` is lost.`
      : `What is on it now stays as branch \`${identifier(kept)}\`.`;
  await confirmLoss({ action: "Reset", branch, all, also: [], effect }, deps, call);
  const reset = await unprotected(neon, branch, call, () => neon.resetBranch(branch, kept, call));
  if (kept === undefined) return { branch: reset };
  const old = await neon.branch({ project: branch.project.id, branch: kept }, call.signal);
  return { branch: reset, kept: old, reachable: await makeReachable(neon, old, call) };
}
