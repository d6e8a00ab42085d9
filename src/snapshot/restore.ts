import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Branch } from "../core/neon.ts";
import { planFor } from "../core/plan.ts";
import type { Call } from "../core/tool.ts";
import { chooseSnapshot } from "./choose.ts";
import { proveReadable } from "./prove.ts";
import type { Given, Managed } from "./request.ts";

/** Puts a snapshot in the place of a branch, as restore_branch does: what was there stays as a branch, and a person agrees where it matters. */
export type Overwrite = (
  request: {
    readonly branch: string;
    readonly project: string;
    readonly snapshot: string;
    readonly keep_as?: string | undefined;
  },
  deps: Deps,
  call: Call,
) => Promise<{ readonly branch: Branch; readonly kept: Branch; readonly reachable: boolean }>;

/** A branch of the snapshot's data beside what there is; nothing is overwritten. It is connected to before this returns. */
export async function restoreToBranch(given: Given): Promise<Managed> {
  const { request, project, neon, deps, call } = given;
  const { snapshot } = await chooseSnapshot(given);
  const branch = await neon.manage.snapshots.toBranch(project, snapshot, request.as, call);
  return {
    snapshots: [snapshot],
    branches: new Map(),
    plan: await planFor(neon, project.id, call.signal),
    restored: { branch, proof: await proveReadable(branch, deps, call) },
  };
}

/** The branch that is named or, without a name, the one that the snapshot was made of. */
export async function restoreInPlace(given: Given, overwrite: Overwrite): Promise<Managed> {
  const { request, project, neon, deps, call } = given;
  const { snapshot } = await chooseSnapshot(given);
  const wanted = request.branch ?? snapshot.sourceBranchId;
  if (wanted === undefined)
    throw new ToolError(
      "INVALID_INPUT",
      `Neon does not tell which branch snapshot \`${identifier(snapshot.name)}\` was made of.`,
      "Name the one to restore as `branch`.",
    );
  const target = await neon.branch({ project: project.id, branch: wanted }, call.signal);
  const { branch, kept, reachable } = await overwrite(
    { branch: target.id, project: project.id, snapshot: snapshot.id, keep_as: request.as },
    deps,
    call,
  );
  return {
    snapshots: [snapshot],
    branches: new Map(),
    plan: undefined,
    restored: { branch, kept, reachable, proof: await proveReadable(branch, deps, call) },
  };
}
