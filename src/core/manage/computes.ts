import type { Branch, ComputeSize, Endpoint, Progress } from "../neon.ts";

/** A compute with what it is for. `minCu` to `suspendSeconds` are its size; 0 seconds: Neon's default, -1: never. */
export interface Compute extends Endpoint {
  readonly kind: "read_write" | "read_only";
  readonly name?: string;
  readonly branch: { readonly id: string; readonly name: string };
  readonly project: { readonly id: string; readonly name: string };
  /** It takes no connections until it is enabled. */
  readonly isDisabled: boolean;
  readonly createdAt: string;
  /** ISO 8601 */
  readonly lastActiveAt?: string;
  /** Since when it runs, while it does. */
  readonly startedAt?: string;
  readonly suspendedAt?: string;
}

/** When a compute was started and suspended, by itself or because somebody asked. */
export interface ComputeHistory {
  /** Since when all is known: what was asked for, or later where Neon has more operations than are read. ISO 8601. */
  readonly since: string;
  /** The oldest first. */
  readonly events: readonly { readonly kind: "started" | "suspended"; readonly at: string }[];
}

export interface ManageComputes {
  /** Of all branches, in the order of the branches; the read-write one first. */
  all(project: string | undefined, signal: AbortSignal): Promise<readonly Compute[]>;
  /** By Neon's operations: what it has forgotten of them is not there. */
  history(compute: Compute, since: Date, signal: AbortSignal): Promise<ComputeHistory>;
  /** A new size holds at once where it runs, by a restart where it must. Resolves when it is done. */
  resize(compute: Compute, size: Partial<ComputeSize>, call: Progress): Promise<Compute>;
  start(compute: Compute, call: Progress): Promise<Compute>;
  suspend(compute: Compute, call: Progress): Promise<Compute>;
  restart(compute: Compute, call: Progress): Promise<Compute>;
  /** A read-only compute on the branch's data; the project's default size where none is given. */
  addReplica(
    branch: Branch,
    size: Partial<ComputeSize> | undefined,
    call: Progress,
  ): Promise<Compute>;
  remove(compute: Compute, call: Progress): Promise<void>;
}
