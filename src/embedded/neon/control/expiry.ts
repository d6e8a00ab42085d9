import type { Control } from "./control.ts";
import { deleteSnapshot } from "./handlers/snapshots.ts";
import { startDeletion } from "./handlers/delete-branch.ts";
import { childrenOf, removeBranch, all, remove } from "./state/changes.ts";
import type { Branch, Change, Snapshot, State } from "./state/types.ts";

/** Longer times overflow the timer. */
const LONGEST_MS = 86_400_000;
/** After a deletion that failed or found the branch locked. */
const AGAIN_MS = 1000;

/** Deletes branches and snapshots when their time has come. */
export class Expiry {
  readonly #control: Control;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(control: Control) {
    this.#control = control;
  }

  /** Looks anew what expires next. */
  schedule(least = 0): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const times = [...expiring(this.#control.store.state)].map(({ expiresAt }) =>
      Date.parse(expiresAt ?? ""),
    );
    if (times.length === 0) return;
    const left = Math.max(least, Math.min(...times) - Date.now());
    this.#timer = setTimeout(() => void this.#run(), Math.min(left, LONGEST_MS)).unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    const { branches, snapshots } = expired(this.#control.store.state);
    const started = [
      ...branches.map((branch) => startDeletion(this.#control, branch)),
      ...snapshots.map((snapshot) => deleteSnapshot(this.#control, snapshot)),
    ];
    for (const result of await Promise.allSettled(started))
      if (result.status === "fulfilled") await result.value.done;
    this.schedule(AGAIN_MS);
  }
}

const expiring = ({ branches, snapshots }: State): (Branch | Snapshot)[] =>
  [...Object.values(branches), ...Object.values(snapshots)].filter(
    ({ expiresAt }) => expiresAt !== undefined,
  );

/** A branch that has children stays until they are gone. */
function expired(state: State): { branches: Branch[]; snapshots: Snapshot[] } {
  const isOver = ({ expiresAt }: Branch | Snapshot): boolean =>
    expiresAt !== undefined && Date.parse(expiresAt) <= Date.now();
  return {
    branches: Object.values(state.branches).filter(
      (branch) => isOver(branch) && childrenOf(state, branch.id).length === 0,
    ),
    snapshots: Object.values(state.snapshots).filter(isOver),
  };
}

/** What has expired while nobody ran: to be written before the first answer. */
export const removeExpired: Change = (state) => {
  const { branches, snapshots } = expired(state);
  if (branches.length + snapshots.length === 0) return state;
  const removed = all(
    ...branches.map(({ id }) => removeBranch(id)),
    remove("snapshots", ...snapshots.map(({ id }) => id)),
  )(state);
  return removeExpired(removed);
};
