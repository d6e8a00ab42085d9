import { setTimeout as sleep } from "node:timers/promises";
import type { DataId, Engine } from "../../engine.ts";
import type { Faults } from "../../faults.ts";
import { all, dataIds, nothing, now, putOperations } from "../state/changes.ts";
import { operationId } from "../state/ids.ts";
import type { Store } from "../state/store.ts";
import type { Action, Change, Operation } from "../state/types.ts";
import { LockTable } from "./locks.ts";
import type { Locks } from "./locks.ts";

export interface StepTools {
  readonly signal: AbortSignal;
  /** The data directory is deleted when the job is over, unless the state refers to it then. */
  readonly mayBeGarbage: (data: DataId) => void;
}

/** One operation of a job. */
export interface Step {
  readonly action: Action;
  readonly endpointId?: string;
  /** Makes what is new, and returns what then is to be written; the next step begins when it is on disk. */
  readonly run: (tools: StepTools) => Promise<Change | void>;
}

/** Work that goes on after the answer: new data first, then one write of the state, then what nobody refers to is deleted. */
export interface Job {
  readonly projectId: string;
  readonly branchId?: string;
  readonly locks: Locks;
  /** Written before the answer, with the new operations. */
  readonly begin?: Change;
  readonly steps: readonly Step[];
  /** Written with the last operation, whether it has finished or failed. */
  readonly end?: Change;
}

/** `done` resolves when nothing of the job goes on any more, with the error where it has failed. */
export interface Started {
  readonly operations: readonly Operation[];
  readonly done: Promise<unknown>;
}

export interface JobsOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly faults: Faults;
  readonly log: (level: "warn", message: string, fields: Record<string, unknown>) => void;
}

export class Jobs {
  readonly #options: JobsOptions;
  readonly #locks = new LockTable();
  readonly #abort = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#running.size > 0;
  }

  /** Returns once what begins is on disk. Throws 423 where the locks are taken. */
  async start(job: Job): Promise<Started> {
    const release = this.#locks.take(job.locks);
    const operations = job.steps.map((step) => newOperation(job, step));
    const { store } = this.#options;
    try {
      await store.change(all(job.begin ?? nothing, putOperations(...operations)));
    } catch (error) {
      store.note(all(job.end ?? nothing, putOperations(...operations.map(failed(error)))));
      release();
      throw error;
    }
    const done = this.#run(job, operations, release);
    this.#running.add(done);
    void done.finally(() => this.#running.delete(done));
    return { operations, done };
  }

  /** A change without an operation, refused while a job works on the same. */
  async change(locks: Locks, change: Change): Promise<void> {
    const release = this.#locks.take(locks);
    try {
      await this.#options.store.change(change);
    } finally {
      release();
    }
  }

  /** Resolves when one of the jobs that run now is over. */
  async next(): Promise<void> {
    await Promise.race(this.#running);
  }

  /** What runs fails. */
  async close(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#running);
  }

  async #run(job: Job, operations: readonly Operation[], release: () => void): Promise<unknown> {
    const garbage = new Set<DataId>();
    const error = await this.#steps(job, operations, { garbage, release });
    await this.#collect(garbage);
    return error;
  }

  /** Returns the error of the step that failed. */
  async #steps(
    job: Job,
    operations: readonly Operation[],
    { garbage, release }: { readonly garbage: Set<DataId>; readonly release: () => void },
  ): Promise<unknown> {
    const { store } = this.#options;
    const tools = {
      signal: this.#abort.signal,
      mayBeGarbage: (data: DataId) => void garbage.add(data),
    };
    for (const [index, step] of job.steps.entries()) {
      const left = operations.slice(index);
      const [operation] = left;
      if (operation === undefined) break;
      store.note(putOperations({ ...operation, status: "running", updatedAt: now() }));
      try {
        await this.#fault(step.action);
        const change = (await step.run(tools)) ?? nothing;
        const isLast = left.length === 1;
        const end = isLast ? (job.end ?? nothing) : nothing;
        const done = all(change, putOperations(finished(operation)), end);
        await store.commit(done, isLast ? release : undefined);
      } catch (error) {
        const { projectId, branchId } = job;
        const fields = { projectId, branchId, action: step.action, error: String(error) };
        this.#options.log("warn", "operation failed", fields);
        const end = all(job.end ?? nothing, putOperations(...left.map(failed(error))));
        // The disk may be full: then memory knows, and the next start finds out.
        const saved = store.change(end).catch(() => {});
        release();
        await saved;
        return error;
      }
    }
    if (operations.length === 0) release();
    return undefined;
  }

  async #fault(action: Action): Promise<void> {
    const fault = this.#options.faults.take(
      "operation",
      (candidate) => candidate.action === undefined || candidate.action === action,
    );
    if (fault?.ms !== undefined) await sleep(fault.ms, undefined, { signal: this.#abort.signal });
    if (fault?.fails === true) throw new Error(`${action} failed on demand`);
    this.#abort.signal.throwIfAborted();
  }

  async #collect(garbage: ReadonlySet<DataId>): Promise<void> {
    const { store, engine, log } = this.#options;
    const kept = dataIds(store.state);
    for (const data of garbage)
      if (!kept.has(data))
        await engine
          .remove(data)
          .catch((error: unknown) => log("warn", "garbage stays", { data, error: String(error) }));
  }
}

const newOperation = ({ projectId, branchId }: Job, { action, endpointId }: Step): Operation => ({
  id: operationId(),
  projectId,
  ...(branchId === undefined ? {} : { branchId }),
  ...(endpointId === undefined ? {} : { endpointId }),
  action,
  status: "scheduling",
  createdAt: now(),
  updatedAt: now(),
});

const finished = (operation: Operation): Operation => ({
  ...operation,
  status: "finished",
  updatedAt: now(),
});

/** The first has failed; those after it do not happen. */
const failed =
  (error: unknown) =>
  (operation: Operation, index: number): Operation => ({
    ...operation,
    status: index === 0 ? "failed" : "cancelled",
    ...(index === 0 ? { error: error instanceof Error ? error.message : String(error) } : {}),
    updatedAt: now(),
  });
