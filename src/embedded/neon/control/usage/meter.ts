import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../../engine.ts";
import type { Store } from "../state/store.ts";
import { computeOf } from "../work/steps.ts";
import { charge, compacted, HOUR_MS, type Ledger } from "./ledger.ts";
import { computeRate, projectRate, type Sizes, sizesOf, storageRate } from "./rates.ts";

const LOOK_MS = 5000;
/** Between looks at sizes, and between writes: as much a kill can lose. */
const SIZES_MS = 30_000;
/** Storage goes on to cost while nobody serves it; of a longer pause no more is counted. */
const LONGEST_PAUSE_MS = 31 * 24 * HOUR_MS;

export interface MeterOptions {
  /** Folder of `usage.json`. */
  readonly root: string;
  readonly store: Store;
  readonly engine: Engine;
}

interface Saved {
  /** Until when storage was counted. */
  readonly at: number;
  readonly ledger: Ledger;
}

/** Counts what is used as Neon bills it: a file of its own, as the state is written with every change and this with none. */
export class Meter {
  readonly #options: MeterOptions;
  readonly #path: string;
  #ledger: Ledger;
  #at: number;
  /** Endpoints whose compute ran when it was looked last, since when. */
  #running = new Map<string, number>();
  #sizes = new Map<string, Sizes>();
  #sizedAt = 0;
  #work: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  private constructor(options: MeterOptions, saved: Saved) {
    this.#options = options;
    this.#path = pathOf(options.root);
    this.#ledger = saved.ledger;
    this.#at = saved.at;
    this.#timer = setInterval(() => void this.look().catch(() => {}), LOOK_MS).unref();
  }

  static async open(options: MeterOptions): Promise<Meter> {
    const saved = await read(pathOf(options.root));
    const now = Date.now();
    const at = Math.max(saved?.at ?? now, now - LONGEST_PAUSE_MS);
    return new Meter(options, { at, ledger: saved?.ledger ?? {} });
  }

  /** Everything until now, with the sizes of now. */
  async now(): Promise<Ledger> {
    this.#sizedAt = 0;
    await this.look();
    return this.#ledger;
  }

  /** Counts until now, one after the other. */
  look(): Promise<void> {
    // one that failed, on a full disk, does not keep the next from it
    this.#work = this.#work
      .catch(() => {})
      .then(async () => {
        const isDue = Date.now() - this.#sizedAt > SIZES_MS;
        if (isDue) await this.#size();
        this.#count(Date.now());
        if (isDue) await this.#save();
      });
    return this.#work;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#work.catch(() => {});
    this.#count(Date.now());
    await this.#save().catch(() => {});
  }

  async #size(): Promise<void> {
    this.#sizedAt = Date.now();
    const { store, engine } = this.#options;
    for (const branch of Object.values(store.state.branches)) {
      const sizes = await sizesOf(engine, branch);
      if (sizes !== undefined) this.#sizes.set(branch.id, sizes);
    }
    for (const id of this.#sizes.keys())
      if (store.state.branches[id] === undefined) this.#sizes.delete(id);
  }

  #count(now: number): void {
    const { state } = this.#options.store;
    for (const branch of Object.values(state.branches)) {
      const sizes = this.#sizes.get(branch.id);
      const from = Math.max(this.#at, Date.parse(branch.createdAt));
      if (sizes !== undefined)
        this.#charge(rowOf(branch.projectId, branch.id), storageRate(branch, sizes), from, now);
    }
    for (const { id, createdAt } of Object.values(state.projects))
      this.#charge(id, projectRate(state, id), Math.max(this.#at, Date.parse(createdAt)), now);
    this.#countComputes(now);
    this.#at = now;
  }

  /** Each from when it was looked at last, or started since. A change of state is heard of at once, so that none is counted too long. */
  #countComputes(now: number): void {
    const { store, engine } = this.#options;
    const { endpoints } = store.state;
    const running = new Map<string, number>();
    for (const endpoint of Object.values(endpoints)) {
      const { id, branchId, projectId, size } = endpoint;
      const compute = computeOf({ store, engine }, endpoint);
      if (compute === undefined) continue;
      compute.onState = () => this.#countComputes(Date.now());
      const started = compute.startedAt?.getTime();
      const since = this.#running.get(id) ?? started;
      if (started !== undefined) running.set(id, now);
      if (since !== undefined)
        this.#charge(rowOf(projectId, branchId), computeRate(size.minCu), since, now);
    }
    this.#running = running;
  }

  #charge(row: string, rate: Parameters<typeof charge>[2], from: number, to: number): void {
    this.#ledger = charge(this.#ledger, row, rate, { from, to });
  }

  async #save(): Promise<void> {
    this.#ledger = compacted(this.#ledger, Date.now());
    const saved: Saved = { at: this.#at, ledger: this.#ledger };
    await writeFile(`${this.#path}.new`, JSON.stringify(saved), { mode: 0o600 });
    await rename(`${this.#path}.new`, this.#path);
  }
}

export const rowOf = (projectId: string, branchId: string): string => `${projectId} ${branchId}`;

const pathOf = (root: string): string => join(root, "usage.json");

/** Undefined before the first time, and where the file was lost: then counting begins anew. */
async function read(path: string): Promise<Saved | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Saved;
  } catch {
    return undefined;
  }
}
