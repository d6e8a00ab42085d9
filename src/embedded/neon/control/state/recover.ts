import { all, isOver, now, putOperations, remove, removeBranch, update } from "./changes.ts";
import type { Change, State } from "./types.ts";

/** What a killed process left: operations that ran have failed, what was half made is gone, what was replaced or not is usable. */
export const recover: Change = (state) =>
  all(
    ...Object.values(state.branches).map((branch): Change =>
      branch.data === undefined
        ? removeBranch(branch.id)
        : update("branches", branch.id, (kept) => ({ ...kept, state: "ready" })),
    ),
    ...Object.values(state.snapshots).map((snapshot): Change =>
      snapshot.data === undefined ? remove("snapshots", snapshot.id) : (same) => same,
    ),
    removeEmptyProjects,
    failOperations,
  )(state);

/** A project is made with its first branch, and goes with it. */
const removeEmptyProjects: Change = (state) => {
  const used = new Set(Object.values(state.branches).map(({ projectId }) => projectId));
  return remove("projects", ...Object.keys(state.projects).filter((id) => !used.has(id)))(state);
};

const failOperations: Change = (state: State) =>
  putOperations(
    ...state.operations
      .filter((operation) => !isOver(operation))
      .map((operation) => ({
        ...operation,
        status: "failed" as const,
        error: "the local Neon ended while it ran",
        updatedAt: now(),
      })),
  )(state);
