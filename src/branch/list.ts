import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Branch, Project } from "../core/neon.ts";
import { tree } from "./family.ts";

const PAGE = 100;

export interface ListRequest {
  readonly project?: string | undefined;
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface BranchPage {
  readonly project: Project;
  readonly branches: readonly { branch: Branch; depth: number }[];
  readonly total: number;
  readonly next?: string;
}

/** A page of the project's branches in the order of their tree. The cursor is the id of the last one before it. */
export async function listBranches(
  { project: name, search, cursor }: ListRequest,
  deps: Deps,
  signal: AbortSignal,
): Promise<BranchPage> {
  const neon = await deps.neon("read");
  const project = await neon.project(name, signal);
  const all = tree(await neon.branches(project.id, signal)).filter(
    ({ branch }) =>
      search === undefined ||
      branch.id === search ||
      branch.name.toLowerCase().includes(search.toLowerCase()),
  );
  const start = cursor === undefined ? 0 : 1 + all.findIndex(({ branch }) => branch.id === cursor);
  if (cursor !== undefined && start === 0)
    throw new ToolError(
      "INVALID_INPUT",
      "The branch that the cursor names is not in this list any more.",
      "Call list_branches without `cursor` to begin anew.",
    );
  const branches = all.slice(start, start + PAGE);
  const last = branches.at(-1);
  return {
    project,
    branches,
    total: all.length,
    ...(last === undefined || start + PAGE >= all.length ? {} : { next: last.branch.id }),
  };
}
