import type { Home } from "../home.ts";
import type { Installation } from "../installation.ts";
import { readPostmaster } from "../postmaster.ts";
import { LocalCompute } from "./compute/local-compute.ts";
import { databaseBytes } from "./compute/size.ts";
import { HistoryError } from "./engine.ts";
import type { CopyRequest, DataId, Engine } from "./engine.ts";
import type { Faults } from "./faults.ts";
import { sweepBases } from "./storage/bases.ts";
import { copyData, freezeData } from "./storage/copy-data.ts";
import type { WithSource } from "./storage/copy-data.ts";
import { createData } from "./storage/create-data.ts";
import { discard } from "./storage/discard.ts";
import { readHistory } from "./storage/history.ts";
import { Limiter } from "./storage/limiter.ts";
import { isBaseOld, renewBase } from "./storage/renew-base.ts";
import { noteSize, readSize } from "./storage/size.ts";
import { dataAt, existingData, makeFolders } from "./storage/store.ts";
import type { Log } from "./storage/store.ts";
import { findLeftovers, sweepData } from "./storage/sweep.ts";

export interface EngineOptions {
  /** `<home>/neon`. */
  readonly root: string;
  readonly home: Home;
  readonly installation: Installation;
  readonly faults: Faults;
  readonly log: Log;
}

/** Backups of one source at a time: each takes one of the connections that are kept for the superuser. */
const BACKUPS = 4;
const SIZE_MS = 5000;

/** One at a time on a root: see `Engine`. */
export function createEngine(options: EngineOptions): Engine {
  const { faults } = options;
  const store = options;
  makeFolders(store);
  const leftovers = findLeftovers(store);
  const computes = new Map<DataId, LocalCompute>();
  const backups = new Map<DataId, Limiter>();
  const sizes = new Map<DataId, number>();
  const closing = new AbortController();

  const compute = (id: DataId): LocalCompute => {
    const known = computes.get(id);
    if (known !== undefined) return known;
    const data = dataAt(store, id);
    const made = new LocalCompute({
      store,
      data,
      faults,
      housekeeping: async (self) => {
        if (self.control === undefined || !(await isBaseOld(self.control, data))) return;
        await self.use((client) => renewBase(store, client, data, closing.signal));
      },
    });
    computes.set(id, made);
    return made;
  };

  const source = (id: DataId): WithSource => {
    const limiter = backups.get(id) ?? new Limiter(BACKUPS);
    backups.set(id, limiter);
    return (work) => limiter.run(() => compute(id).use(work));
  };

  const remove = async (id: DataId): Promise<void> => {
    await computes.get(id)?.remove();
    computes.delete(id);
    backups.delete(id);
    await discard(dataAt(store, id).path);
    await sweepBases(store);
  };

  const cancellable = (request: CopyRequest): CopyRequest => ({
    ...request,
    signal: AbortSignal.any([request.signal, closing.signal]),
  });

  return {
    create: (signal) => createData(store, AbortSignal.any([signal, closing.signal])),
    copy: (request) => copyData(store, cancellable(request), source(request.from)),
    freeze: (request) => freezeData(store, cancellable(request), source(request.from)),
    async historyStart(id) {
      const [oldest] = readHistory(existingData(store, id)).bases;
      if (oldest === undefined) throw new HistoryError("It has no history.");
      return new Date(oldest.time);
    },
    async bytes(id) {
      const data = existingData(store, id);
      const control = computes.get(id)?.control;
      if (control === undefined || Date.now() - (sizes.get(id) ?? 0) < SIZE_MS)
        return readSize(data);
      sizes.set(id, Date.now());
      const bytes = await databaseBytes(control);
      noteSize(data, bytes);
      return bytes;
    },
    remove,
    async sweep(keep) {
      for (const id of computes.keys()) if (!keep.has(id)) await remove(id);
      await sweepData(store, keep, leftovers.splice(0));
      // One that still runs is looked after from now on.
      for (const id of keep)
        if (readPostmaster(dataAt(store, id).pgdata) !== undefined) compute(id);
    },
    compute,
    async close() {
      closing.abort(new Error("The local Neon is closing."));
      await Promise.all([...computes.values()].map((one) => one.suspend()));
    },
  };
}
