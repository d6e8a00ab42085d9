import { constants } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { all } from "./changes.ts";
import type { Change, State } from "./types.ts";

const EMPTY: State = {
  version: 1,
  projects: {},
  branches: {},
  endpoints: {},
  snapshots: {},
  operations: [],
};

/** The state in memory and in a file; there is one store on a file. */
export class Store {
  readonly #path: string;
  #state: State;
  #writing: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;
  #commits: { readonly change: Change; readonly applied: () => void }[] = [];
  /** Nothing has ever been written. */
  readonly isNew: boolean;

  private constructor(path: string, state: State | undefined) {
    this.#path = path;
    this.#state = state ?? EMPTY;
    this.isNew = state === undefined;
  }

  static async open(root: string): Promise<Store> {
    const path = join(root, "state.json");
    return new Store(path, await read(path));
  }

  get state(): State {
    return this.#state;
  }

  /** In memory at once; resolves when it is on disk. Changes that come while the disk is busy go there together. */
  change(change: Change): Promise<void> {
    this.note(change);
    return this.#save();
  }

  /** On disk first; then in memory, with what is to be done at that very moment: nobody sees what a crash could undo. */
  commit(change: Change, applied: () => void = () => {}): Promise<void> {
    this.#commits.push({ change, applied });
    return this.#save();
  }

  /** In memory only, until the next change is written: for what may be forgotten. */
  note(change: Change): void {
    this.#state = change(this.#state);
  }

  #save(): Promise<void> {
    this.#queued ??= this.#writing
      .catch(() => {})
      .then(() => {
        this.#queued = undefined;
        this.#writing = this.#write();
        return this.#writing;
      });
    return this.#queued;
  }

  async #write(): Promise<void> {
    const commits = this.#commits.splice(0);
    const change = all(...commits.map((commit) => commit.change));
    await write(this.#path, change(this.#state));
    this.note(change);
    for (const { applied } of commits) applied();
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    await (this.#queued ?? this.#writing).catch(() => {});
  }
}

async function read(path: string): Promise<State | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as State;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The file is the old one or the new one, whenever the power goes. It holds passwords. */
async function write(path: string, state: State): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(JSON.stringify(state));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncDirectory(dirname(path));
}

/** A rename lasts once its directory is on disk; Windows has no such call. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const directory = await open(path, constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
