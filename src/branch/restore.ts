import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { nearest } from "../core/nearest.ts";
import type { Branch, Moment, Neon, Snapshot } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";
import { confirmLoss } from "./losses.ts";
import { momentText, parseMoment } from "./moment.ts";
import { oldName } from "./old-name.ts";
import { makeReachable } from "./reachable.ts";
import { unprotected } from "./unprotected.ts";

export interface RestoreRequest {
  readonly branch: string;
  readonly project?: string | undefined;
  readonly at?: string | undefined;
  readonly snapshot?: string | undefined;
  readonly keep_as?: string | undefined;
}

/** Brings a branch back to a moment of its past or to a snapshot. What it was stays as a branch, so nothing is lost. */
export async function restoreBranch(
  { branch: name, project, at, snapshot, keep_as: keepAs }: RestoreRequest,
  deps: Deps,
  call: Call,
): Promise<{ branch: Branch; kept: Branch; reachable: boolean }> {
  const neon = await deps.neon("write");
  if ((at === undefined) === (snapshot === undefined))
    throw new ToolError(
      "INVALID_INPUT",
      "It is not clear what to restore: either `at` or `snapshot` is needed, and not both.",
      "Give `at` a time or an LSN, or `snapshot` the name of a snapshot.",
    );
  const moment = at === undefined ? undefined : parseMoment(at);
  const branch = await neon.branch({ project, branch: name }, call.signal);
  const to: Moment | { snapshot: Snapshot } = moment ?? {
    snapshot: await findSnapshot(neon, branch, snapshot ?? "", call.signal),
  };
  const all = await neon.branches(branch.project.id, call.signal);
  const kept = keepAs ?? oldName(branch);
  const where = "snapshot" in to ? `snapshot \`${identifier(to.snapshot.name)}\`` : momentText(to);
  const effect = `It goes back to ${where}; what is on it now stays as branch \`${identifier(kept)}\`. Its open connections are cut.`;
  await confirmLoss({ action: "Restore", branch, all, also: [], effect }, deps, call);
  const restored = await unprotected(neon, branch, call, () =>
    neon.restoreBranch(branch, to, kept, call),
  );
  return { ...restored, reachable: await makeReachable(neon, restored.kept, call) };
}

/** By its name or id. */
export async function findSnapshot(
  neon: Neon,
  branch: Branch,
  name: string,
  signal: AbortSignal,
): Promise<Snapshot> {
  const all = await neon.snapshots(branch.project.id, signal);
  const found = all.find((snapshot) => snapshot.id === name || snapshot.name === name);
  if (found !== undefined) return found;
  const close = nearest(
    name,
    all.map((snapshot) => snapshot.name),
  );
  throw new ToolError(
    "NOT_FOUND",
    `There is no snapshot \`${identifier(name)}\` in project \`${identifier(branch.project.name)}\`.`,
    close.length === 0
      ? `There ${all.length === 1 ? "is 1 snapshot" : `are ${all.length} snapshots`} there; \`at\` restores to a time without one.`
      : `Did you mean ${close.map((each) => `\`${identifier(each)}\``).join(" or ")}?`,
  );
}
