import type { ComputeSize, DataId } from "../../engine.ts";

/** Times are ISO 8601 in UTC throughout. */
export interface Project {
  readonly id: string;
  readonly name: string;
  /** Major version. */
  readonly postgres: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** How far back its branches can be restored. */
  readonly historySeconds: number;
  /** Of new computes. */
  readonly size: ComputeSize;
  /** In the words of the API; what was never set is not in it. */
  readonly settings?: ProjectSettings;
}

export interface ProjectSettings {
  readonly quota?: Readonly<Record<string, number | undefined>>;
  readonly allowed_ips?: {
    readonly ips: readonly string[];
    readonly protected_branches_only: boolean;
  };
  /** Once true, it stays so. */
  readonly enable_logical_replication?: boolean;
}

/** `password` is absent where the role was made by SQL. */
export interface Role {
  readonly name: string;
  readonly password?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Database {
  readonly id: number;
  readonly name: string;
  readonly owner: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Roles and databases as the API knows them: what SQL made is in it once a list has been asked for while the compute ran. */
export interface Contents {
  readonly roles: readonly Role[];
  readonly databases: readonly Database[];
}

/** Where a copy stands in the history of what it was copied from. */
export interface Origin {
  readonly lsn: string;
  readonly time: string;
}

export interface Branch extends Contents {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly parentId?: string;
  readonly origin?: Origin;
  readonly isDefault: boolean;
  readonly isProtected: boolean;
  readonly state: "init" | "resetting" | "ready";
  readonly stateChangedAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly initSource: "parent-data" | "schema-only";
  /** Absent while it is made. */
  readonly data?: DataId;
  readonly expiresAt?: string;
  readonly ttlSeconds?: number;
  readonly lastResetAt?: string;
  /** When snapshots of it are made, and of each entry when it was last looked at. */
  readonly schedule?: readonly ScheduledEntry[];
  /** Of a branch that was made from a snapshot. */
  readonly restored?: {
    readonly status: "restored" | "finalized";
    readonly snapshotId: string;
    /** The branch that it replaces when it is finalized. */
    readonly targetId: string;
  };
}

export interface ScheduledEntry {
  /** In the words of the API. */
  readonly entry: {
    readonly frequency: "hourly" | "daily" | "weekly" | "monthly";
    readonly hour?: number;
    readonly day?: number;
    readonly retention_seconds?: number;
  };
  /** The last one that was due, or when it was set. */
  readonly doneAt: string;
}

export interface Endpoint {
  readonly id: string;
  readonly projectId: string;
  readonly branchId: string;
  readonly name?: string;
  /** Absent: read-write, of which a branch has one at most. */
  readonly type?: "read_only";
  readonly size: ComputeSize;
  readonly disabled: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Snapshot extends Contents {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly sourceBranchId: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  /** Absent while it is made. */
  readonly data?: DataId;
  readonly origin?: Origin;
  readonly bytes?: number;
  /** A schedule made it. */
  readonly scheduled?: true;
}

export type Action =
  | "create_timeline"
  | "create_branch"
  | "delete_timeline"
  | "start_compute"
  | "suspend_compute"
  | "apply_config";

export interface Operation {
  readonly id: string;
  readonly projectId: string;
  readonly branchId?: string;
  readonly endpointId?: string;
  readonly action: Action;
  readonly status: "scheduling" | "running" | "finished" | "failed" | "cancelled";
  readonly error?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** All metadata of the local Neon. It is never changed, only replaced. */
export interface State {
  readonly version: 1;
  /** The first project has been made: a home without one has deleted it. */
  readonly begun?: true;
  readonly projects: Readonly<Record<string, Project>>;
  readonly branches: Readonly<Record<string, Branch>>;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  readonly snapshots: Readonly<Record<string, Snapshot>>;
  /** The latest ones, oldest first. */
  readonly operations: readonly Operation[];
}

export type Change = (state: State) => State;
