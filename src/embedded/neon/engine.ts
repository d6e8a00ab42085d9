import type { Client } from "pg";

/** Names a data directory, whatever branch or snapshot holds it: `data-` and 12 hexadecimal digits. */
export type DataId = string;

/** A moment in the history of a data directory. An LSN is written as Postgres does: `0/1A2B3C4`. */
export type Point = { readonly time: Date } | { readonly lsn: string };

export interface CopyRequest {
  readonly from: DataId;
  /** Default: the present. */
  readonly at?: Point;
  /** Without rows: every table of every database is empty, and the statistics say nothing of what was in them. */
  readonly schemaOnly?: boolean;
  readonly signal: AbortSignal;
}

export interface Copied {
  readonly data: DataId;
  /** Where the copy stands in the history of its source. */
  readonly lsn: string;
  readonly time: Date;
}

/**
 * Data directories and the Postgres processes on them. It knows nothing of branches or projects: what a name means, and
 * which directories are still needed, is the control plane's business.
 */
export interface Engine {
  /** A fresh cluster with `cloud_admin` and `neon_superuser`, no other role and no database but the templates. */
  create(signal: AbortSignal): Promise<DataId>;
  /** The source may be written to meanwhile. Throws `HistoryError` when `at` lies outside its history. */
  copy(request: CopyRequest): Promise<Copied>;
  /** A copy that no compute will run on: a snapshot. */
  freeze(request: CopyRequest): Promise<Copied>;
  /** The earliest moment that `copy` can go back to. */
  historyStart(data: DataId): Promise<Date>;
  /** Logical size in bytes of all databases; the last known one while no compute runs. */
  bytes(data: DataId): Promise<number>;
  /** Bytes of WAL up to its last checkpoint: since `lsn`, and since its history begins. */
  written(
    data: DataId,
    lsn: string | undefined,
  ): { readonly changed: number; readonly history: number };
  /** Ends its compute and deletes it. Does nothing where it does not exist. */
  remove(data: DataId): Promise<void>;
  /** Deletes what is not kept, among it what a killed process left; ends computes that nobody knows. */
  sweep(keep: ReadonlySet<DataId>): Promise<void>;
  /** The one compute on this data directory; the same object each time. */
  compute(data: DataId): Compute;
  /** A compute beside it that follows it and refuses writes; the same object each time for a name. */
  replica(data: DataId, name: string): Compute;
  /** Ends it and deletes what it has. */
  removeReplica(data: DataId, name: string): Promise<void>;
  /** Called with a superuser session before the one compute on a data directory ends: what it holds can be read for the last time. */
  onEnding: (data: DataId, client: Client) => Promise<void>;
  /** Suspends every compute. */
  close(): Promise<void>;
}

export type ComputeState = "idle" | "init" | "active";

/** As in Neon's endpoint settings. A CU is a CPU and 4 GB of memory. */
export interface ComputeSize {
  readonly minCu: number;
  readonly maxCu: number;
  /** Without an active statement for so long, it suspends; 0: the default, -1: never. */
  readonly suspendSeconds: number;
}

export interface ComputeOptions {
  /** `wal_level` is logical: slots and publications work. */
  readonly logical?: boolean;
}

/** One Postgres process on one data directory, which sleeps when nobody uses it. */
export interface Compute {
  readonly state: ComputeState;
  /** When it was last started, while it runs. */
  readonly startedAt: Date | undefined;
  /** When it last ended, and when it was last used, as far as this process knows. */
  readonly suspendedAt: Date | undefined;
  readonly lastActiveAt: Date | undefined;
  /** Applied at the next start. */
  configure(size: ComputeSize, options?: ComputeOptions): void;
  /** Starts it where it sleeps, and keeps it awake for the seconds in which the caller connects. Returns its port on 127.0.0.1. */
  start(): Promise<number>;
  /** Ends sessions and the process by a fast shutdown; what is committed is kept. */
  suspend(): Promise<void>;
  /** A superuser session in a database, for the control plane's own work; the compute is started for it. The caller ends it. */
  admin(database?: string): Promise<Client>;
  /** Called after each change of state, whoever caused it. */
  onState: (state: ComputeState) => void;
}

/** `at` is before the history of the data directory begins, or in the future. */
export class HistoryError extends Error {
  override readonly name = "HistoryError";
}
