import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Branch } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";
import { descendants } from "./family.ts";
import { confirmLoss } from "./losses.ts";

export interface DeleteRequest {
  readonly branch: string;
  readonly project?: string | undefined;
}

/** Deletes a branch and those made of it, the leaves first: stopped in the middle, what is left is whole. */
export async function deleteBranch(
  { branch: name, project }: DeleteRequest,
  deps: Deps,
  call: Call,
): Promise<Branch[]> {
  const neon = await deps.neon("write");
  const branch = await neon.branch({ project, branch: name }, call.signal);
  const all = await neon.branches(branch.project.id, call.signal);
  const also = descendants(branch, all);
  const doomed = [...also, branch];
  const home = doomed.find(({ isDefault }) => isDefault);
  if (home !== undefined)
    throw new ToolError(
      "GUARDED_BRANCH",
      `\`${identifier(home.name)}\` is the default branch of project \`${identifier(branch.project.name)}\`, which cannot be deleted${home === branch ? "" : `, and it was made of \`${identifier(branch.name)}\``}.`,
      "Delete another branch, or have the user make another one the default in the Neon console.",
    );
  const effect = "Everything on it is lost.";
  await confirmLoss({ action: "Delete", branch, all, also, effect }, deps, call);
  for (const [index, each] of doomed.entries()) {
    call.progress(index + 1, `Deleting ${each.name}`, doomed.length + 1);
    if (each.isProtected) await neon.updateBranch(each, { protected: false }, call);
    await neon.deleteBranch(each, call);
  }
  return doomed;
}
