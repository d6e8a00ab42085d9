import { discard } from "../storage/discard.ts";
import { replicaAt } from "../storage/replica-data.ts";
import type { WithSource } from "../storage/copy-data.ts";
import { dataAt } from "../storage/store.ts";
import type { Store } from "../storage/store.ts";
import type { DataId } from "../engine.ts";
import type { Faults } from "../faults.ts";
import { LocalCompute } from "./local-compute.ts";
import { createStandby, type Standby } from "./standby.ts";

export interface ReplicasOptions {
  readonly store: Store;
  readonly faults: Faults;
  readonly signal: AbortSignal;
  readonly primary: (data: DataId) => LocalCompute;
  readonly source: (data: DataId) => WithSource;
}

interface Replica {
  readonly compute: LocalCompute;
  readonly standby: Standby;
}

/** The read replicas of all data directories, by the names of their endpoints. */
export class Replicas {
  readonly #options: ReplicasOptions;
  readonly #known = new Map<DataId, Map<string, Replica>>();

  constructor(options: ReplicasOptions) {
    this.#options = options;
  }

  /** The same object each time. */
  of(data: DataId, name: string): LocalCompute {
    const names = this.#known.get(data) ?? new Map<string, Replica>();
    this.#known.set(data, names);
    const known = names.get(name) ?? this.#make(data, name);
    names.set(name, known);
    return known.compute;
  }

  #make(data: DataId, name: string): Replica {
    const { store, faults, signal, primary, source } = this.#options;
    const followed = dataAt(store, data);
    const replica = replicaAt(followed, name);
    const standby = createStandby({
      store,
      primary: followed,
      replica,
      withSource: source(data),
      running: () => primary(data).running,
      signal,
    });
    const compute = new LocalCompute({
      store,
      data: replica,
      faults,
      standby,
      // its primary may have moved while it was started
      onMove: () => void follow({ compute, standby }),
    });
    return { compute, standby };
  }

  /** What they follow has been started or has ended. */
  moved(data: DataId): void {
    for (const replica of this.#known.get(data)?.values() ?? []) void follow(replica);
  }

  /** Ends one and deletes what it has. */
  async remove(data: DataId, name: string): Promise<void> {
    const replica = this.#known.get(data)?.get(name);
    this.#known.get(data)?.delete(name);
    await replica?.compute.remove();
    await discard(replicaAt(dataAt(this.#options.store, data), name).path);
  }

  /** Ends those of a data directory, which then go with it. */
  async removeAll(data: DataId): Promise<void> {
    const replicas = [...(this.#known.get(data)?.values() ?? [])];
    this.#known.delete(data);
    await Promise.all(replicas.map(({ compute }) => compute.remove()));
  }

  /** Before those that they follow: a fast shutdown waits until every standby has all. */
  async close(): Promise<void> {
    const replicas = [...this.#known.values()].flatMap((names) => [...names.values()]);
    await Promise.all(replicas.map(({ compute }) => compute.suspend()));
  }
}

/** One that has ended meanwhile looks for itself when it starts. */
async function follow({ compute, standby }: Replica): Promise<void> {
  const { control } = compute;
  if (control !== undefined) await standby.follow(control).catch(() => {});
}
