import type { Home } from "../home.ts";
import type { Installation } from "../installation.ts";
import { readPostmaster } from "../postmaster.ts";
import { LocalCompute } from "./compute/local-compute.ts";
import { Replicas } from "./compute/replicas.ts";
import { databaseBytes } from "./compute/size.ts";
import { HistoryError } from "./engine.ts";
import type { CopyRequest, DataId, Engine } from "./engine.ts";
import type { Faults } from "./faults.ts";
import { sweepBases } from "./storage/bases.ts";
import { copyData, freezeData } from "./storage/copy-data.ts";
import type { WithSource } from "./storage/copy-data.ts";
import { createData } from "./storage/create-data.ts";
import { checkpointLsn } from "./storage/control-file.ts";
import { discard } from "./storage/discard.ts";
import { readHistory } from "./storage/history.ts";
import { Limiter } from "./storage/limiter.ts";
import { parseLsn } from "./storage/lsn.ts";
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
      onMove: () => replicas.moved(id),
      onEnding: (client) => engine.onEnding(id, client),
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

  const replicas = new Replicas({
    store,
    faults,
    signal: closing.signal,
    primary: compute,
    source,
  });

  const remove = async (id: DataId): Promise<void> => {
    await replicas.removeAll(id);
    await computes.get(id)?.remove();
    computes.delete(id);
    backups.delete(id);
    await discard(dataAt(store, id).path);
    await sweepBases(store);
  };

  const bytes = async (id: DataId): Promise<number> => {
    const data = existingData(store, id);
    const control = computes.get(id)?.control;
    if (control === undefined || Date.now() - (sizes.get(id) ?? 0) < SIZE_MS) return readSize(data);
    sizes.set(id, Date.now());
    const found = await databaseBytes(control);
    noteSize(data, found);
    return found;
  };

  const cancellable = (request: CopyRequest): CopyRequest => ({
    ...request,
    signal: AbortSignal.any([request.signal, closing.signal]),
  });

  const engine: Engine = {
    create: (signal) => createData(store, AbortSignal.any([signal, closing.signal])),
    copy: (request) => copyData(store, cancellable(request), source(request.from)),
    async freeze(request) {
      const frozen = await freezeData(store, cancellable(request), source(request.from));
      // no compute will ever ask it; of the past the source's size is the nearest that is known
      noteSize(dataAt(store, frozen.data), await bytes(request.from));
      return frozen;
    },
    async historyStart(id) {
      const [oldest] = readHistory(existingData(store, id)).bases;
      if (oldest === undefined) throw new HistoryError("It has no history.");
      return new Date(oldest.time);
    },
    bytes,
    written(id, lsn) {
      const data = existingData(store, id);
      const end = parseLsn(checkpointLsn(data.pgdata));
      const since = (from: string | undefined): number =>
        from === undefined ? 0 : Math.max(0, Number(end - parseLsn(from)));
      return { changed: since(lsn), history: since(readHistory(data).bases[0]?.lsn) };
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
    replica: (id, name) => replicas.of(id, name),
    removeReplica: (id, name) => replicas.remove(id, name),
    onEnding: async () => {},
    async close() {
      closing.abort(new Error("The local Neon is closing."));
      await replicas.close();
      await Promise.all([...computes.values()].map((one) => one.suspend()));
    },
  };
  return engine;
}
