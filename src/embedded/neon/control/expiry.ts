import type { Control } from "./control.ts";
import { createDueTimer, type DueTimer } from "./due-timer.ts";
import { deleteSnapshot } from "./handlers/snapshots.ts";
import { startDeletion } from "./handlers/delete-branch.ts";
import { childrenOf, removeBranch, all, remove } from "./state/changes.ts";
import type { Branch, Change, Snapshot, State } from "./state/types.ts";

/** Deletes branches and snapshots when their time has come. */
export class Expiry {
  readonly #control: Control;
  readonly #timer: DueTimer;

  constructor(control: Control) {
    this.#control = control;
    this.#timer = createDueTimer({
      moments: () =>
        [...expiring(control.store.state)].map(({ expiresAt }) => Date.parse(expiresAt ?? "")),
      run: (at) => this.run(at),
    });
  }

  /** Looks anew what expires next. */
  schedule(): void {
    this.#timer.set();
  }

  close(): void {
    this.#timer.close();
  }

  /** Deletes what has expired at a moment; returns when it is gone. */
  async run(at: Date): Promise<void> {
    const { branches, snapshots } = expired(this.#control.store.state, at);
    const started = [
      ...branches.map((branch) => startDeletion(this.#control, branch)),
      ...snapshots.map((snapshot) => deleteSnapshot(this.#control, snapshot)),
    ];
    for (const result of await Promise.allSettled(started))
      if (result.status === "fulfilled") await result.value.done;
  }
}

const expiring = ({ branches, snapshots }: State): (Branch | Snapshot)[] =>
  [...Object.values(branches), ...Object.values(snapshots)].filter(
    ({ expiresAt }) => expiresAt !== undefined,
  );

/** A branch that has children stays until they are gone. */
function expired(state: State, at: Date): { branches: Branch[]; snapshots: Snapshot[] } {
  const isOver = ({ expiresAt }: Branch | Snapshot): boolean =>
    expiresAt !== undefined && Date.parse(expiresAt) <= at.getTime();
  return {
    branches: Object.values(state.branches).filter(
      (branch) => isOver(branch) && childrenOf(state, branch.id).length === 0,
    ),
    snapshots: Object.values(state.snapshots).filter(isOver),
  };
}

/** What has expired while nobody ran: to be written before the first answer. */
export const removeExpired: Change = (state) => {
  const { branches, snapshots } = expired(state, new Date());
  if (branches.length + snapshots.length === 0) return state;
  const removed = all(
    ...branches.map(({ id }) => removeBranch(id)),
    remove("snapshots", ...snapshots.map(({ id }) => id)),
  )(state);
  return removeExpired(removed);
};
