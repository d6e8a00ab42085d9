import { locked } from "../api/error.ts";

/** Ids of what a job changes, and of what it reads and nobody may change meanwhile. */
export interface Locks {
  readonly changes: readonly string[];
  readonly reads?: readonly string[];
}

/** Who comes second is refused, not kept waiting: as on Neon. */
export class LockTable {
  readonly #changed = new Set<string>();
  readonly #read = new Map<string, number>();

  /** Throws 423. Returns what releases the locks. */
  take({ changes, reads = [] }: Locks): () => void {
    if (changes.some((id) => this.#changed.has(id) || this.#read.has(id))) throw locked();
    if (reads.some((id) => this.#changed.has(id))) throw locked();
    for (const id of changes) this.#changed.add(id);
    for (const id of reads) this.#read.set(id, (this.#read.get(id) ?? 0) + 1);
    return () => {
      for (const id of changes) this.#changed.delete(id);
      for (const id of reads) this.#release(id);
    };
  }

  #release(id: string): void {
    const left = (this.#read.get(id) ?? 1) - 1;
    if (left === 0) this.#read.delete(id);
    else this.#read.set(id, left);
  }
}
