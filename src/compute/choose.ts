import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Compute } from "../core/manage/computes.ts";
import { nearest } from "../core/nearest.ts";
import type { Neon } from "../core/neon.ts";

export interface Chosen {
  readonly project?: string | undefined;
  readonly branch?: string | undefined;
  /** Id or name. */
  readonly compute?: string | undefined;
}

/** The compute that is meant: the named one, or the branch's read-write one; without a branch the default one's. Errors: NOT_FOUND, INVALID_INPUT. */
export async function chooseCompute(
  neon: Neon,
  { project, branch: branchName, compute: wanted }: Chosen,
  signal: AbortSignal,
): Promise<{ readonly compute: Compute; readonly all: readonly Compute[] }> {
  const branch =
    wanted !== undefined && branchName === undefined
      ? undefined
      : await neon.branch({ project, branch: branchName }, signal);
  const all = await neon.manage.computes.all(project, signal);
  const here = all.filter((each) => branch === undefined || each.branch.id === branch.id);
  const found = here.filter((each) =>
    wanted === undefined ? each.kind === "read_write" : each.id === wanted || each.name === wanted,
  );
  const [compute, another] = found;
  if (another !== undefined)
    throw new ToolError(
      "INVALID_INPUT",
      `There are ${found.length} computes named \`${identifier(wanted ?? "")}\`.`,
      `Name one by its id: ${found.map(({ id }) => `\`${identifier(id)}\``).join(", ")}.`,
    );
  if (compute !== undefined) return { compute, all };
  const where = branch === undefined ? "" : ` on branch \`${identifier(branch.name)}\``;
  throw new ToolError(
    "NOT_FOUND",
    wanted === undefined
      ? `There is no read-write compute${where}.`
      : `There is no compute \`${identifier(wanted)}\`${where}.`,
    hint(wanted, here),
  );
}

function hint(wanted: string | undefined, here: readonly Compute[]): string {
  const names = here.flatMap(({ id, name }) => (name === undefined ? [id] : [id, name]));
  const close = wanted === undefined ? [] : nearest(wanted, names);
  const shown = close.length > 0 ? close : here.slice(0, 5).map(({ id }) => id);
  if (shown.length === 0) return "There is none at all: create_branch makes a branch with one.";
  const ids = shown.map((each) => `\`${identifier(each)}\``).join(", ");
  return close.length > 0 ? `Did you mean ${ids}?` : `list_computes shows them: ${ids}.`;
}
