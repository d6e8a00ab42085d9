import type { Engine } from "../../engine.ts";
import { childrenOf } from "../state/changes.ts";
import type { Branch, State } from "../state/types.ts";
import { type Counted, NOTHING } from "./ledger.ts";

/** Bytes of a branch, as they were last looked at. */
export interface Sizes {
  readonly logical: number;
  /** WAL since the branch was made. */
  readonly changed: number;
  readonly history: number;
}

/**
 * What the storage of a branch counts in an hour, as Neon's price list says: a root branch its logical size and its history, a child
 * what was written on it since it was made, but never more than its logical size.
 */
export const storageRate = (branch: Branch, sizes: Sizes): Counted =>
  branch.parentId === undefined
    ? { ...NOTHING, rootByteHours: sizes.logical, historyByteHours: sizes.history }
    : { ...NOTHING, childByteHours: Math.min(sizes.logical, sizes.changed) };

/** What a project counts in an hour beyond its branches. */
export const projectRate = (state: State, projectId: string): Counted => ({
  ...NOTHING,
  snapshotByteHours: Object.values(state.snapshots)
    .filter((snapshot) => snapshot.projectId === projectId)
    .reduce((sum, { bytes = 0 }) => sum + bytes, 0),
  childBranchHours: Object.values(state.branches)
    .filter((branch) => branch.projectId === projectId)
    .flatMap(({ id }) => childrenOf(state, id)).length,
});

/** Nothing scales by load here: a compute counts as the least of its range, as one without load does on Neon. */
export const computeRate = (minCu: number): Counted => ({
  ...NOTHING,
  computeUnitSeconds: minCu * 3600,
  activeSeconds: 3600,
});

/** Undefined where there is nothing to look at: the branch is being made, or just went. */
export async function sizesOf(engine: Engine, branch: Branch): Promise<Sizes | undefined> {
  const { data, state, origin } = branch;
  if (data === undefined || state !== "ready") return undefined;
  try {
    const logical = await engine.bytes(data);
    const { changed, history } = engine.written(data, origin?.lsn);
    return { logical, changed, history };
  } catch {
    return undefined;
  }
}
