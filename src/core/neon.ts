import type { Address } from "./address.ts";
import type { Management } from "./manage.ts";
import type { Connection, TargetInput } from "./target.ts";
import type { Call } from "./tool.ts";

export interface Project {
  readonly id: string;
  readonly name: string;
  /** Major version. */
  readonly postgres: number;
  readonly region: string;
  readonly createdAt: string;
  /** How far back branches can be restored, in seconds. */
  readonly historySeconds: number;
  /** Where connections may come from; empty or absent: from everywhere. */
  readonly allowedIps?: readonly string[];
}

export interface Branch {
  readonly id: string;
  readonly name: string;
  readonly project: { readonly id: string; readonly name: string };
  readonly parent?: { readonly id: string; readonly name: string };
  readonly isDefault: boolean;
  readonly isProtected: boolean;
  /** `init`, `resetting`, `ready` or `archived`. */
  readonly state: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  /** Logical size in bytes. */
  readonly bytes?: number;
}

export interface Endpoint {
  readonly id: string;
  readonly host: string;
  readonly pooledHost: string;
  readonly state: string;
  readonly minCu: number;
  readonly maxCu: number;
  readonly suspendSeconds: number;
}

export interface Snapshot {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly sourceBranchId?: string;
}

/** A moment in a branch's history, by time (ISO 8601) or LSN. */
export type Moment = { readonly time: string } | { readonly lsn: string };

export interface ComputeSize {
  readonly minCu: number;
  readonly maxCu: number;
  readonly suspendSeconds: number;
}

export interface NewBranch {
  /** Default: one made up by Neon. */
  readonly name?: string | undefined;
  readonly parent: Branch;
  readonly at?: Moment | undefined;
  readonly kind: "data" | "schema_only";
  readonly expiresAt?: Date | undefined;
  /** Default: the project's. */
  readonly compute?: ComputeSize | "none" | undefined;
}

export interface BranchChange {
  readonly name?: string | undefined;
  readonly protected?: boolean | undefined;
  /** `null`: never. */
  readonly expiresAt?: Date | null | undefined;
}

/** How a database on a branch is reached, and what the branch is. */
export interface ConnectionFacts {
  readonly address: Address;
  readonly branch: Branch;
}

export type Progress = Pick<Call, "signal" | "progress">;

/**
 * A Neon, in the cloud or on this machine. Names and ids are taken alike; one that does not exist is NOT_FOUND with the nearest ones.
 * What Neon does in the background is awaited, with progress. Errors: PERMISSION, LIMIT, UNAVAILABLE, TIMEOUT, CANCELLED,
 * INVALID_INPUT, with Neon's words quoted and its request id.
 */
export interface Neon {
  readonly manage: Management;
  projects(signal: AbortSignal): Promise<readonly Project[]>;
  /** By name or id; without one the project of the settings, or the only one there is. */
  project(name: string | undefined, signal: AbortSignal): Promise<Project>;
  /** All of the project, the default one first, then by name. */
  branches(project: string | undefined, signal: AbortSignal): Promise<readonly Branch[]>;
  /** As it is now, not as it was remembered; without a name the default one. */
  branch(target: Pick<TargetInput, "project" | "branch">, signal: AbortSignal): Promise<Branch>;
  /** The read-write compute of the branch, or undefined. */
  endpoint(branch: Branch, signal: AbortSignal): Promise<Endpoint | undefined>;
  databases(branch: Branch, signal: AbortSignal): Promise<readonly string[]>;
  roles(branch: Branch, signal: AbortSignal): Promise<readonly string[]>;
  /** When each role, its password with it, was last changed through Neon: ISO 8601. */
  roleChanges(branch: Branch, signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  snapshots(project: string | undefined, signal: AbortSignal): Promise<readonly Snapshot[]>;

  createBranch(
    request: NewBranch,
    call: Progress,
  ): Promise<{ readonly branch: Branch; readonly endpoint?: Endpoint }>;
  /** To the parent's present. `keepAs`: what it was stays as a branch of this name. */
  resetBranch(branch: Branch, keepAs: string | undefined, call: Progress): Promise<Branch>;
  /** What it was stays as a branch named `keepAs`. */
  restoreBranch(
    branch: Branch,
    to: Moment | { readonly snapshot: Snapshot },
    keepAs: string,
    call: Progress,
  ): Promise<{ readonly branch: Branch; readonly kept: Branch }>;
  /** A read-write compute of the project's default size; the one there is where there is one. */
  addCompute(branch: Branch, call: Progress): Promise<Endpoint>;
  /** Its connections are cut, and what it had in memory is gone. */
  restartCompute(branch: Branch, call: Progress): Promise<void>;
  updateBranch(branch: Branch, change: BranchChange, call: Progress): Promise<Branch>;
  deleteBranch(branch: Branch, call: Progress): Promise<void>;

  /**
   * How to connect. Costs nothing when it is known already; with `fresh`, what can change between two calls (the branch's
   * protection, the compute's host) is asked again.
   */
  connection(
    target: TargetInput,
    options: {
      readonly connection: Connection;
      /** Id of another compute of the branch than its read-write one. */
      readonly compute?: string | undefined;
      readonly fresh: boolean;
      readonly signal: AbortSignal;
    },
  ): Promise<ConnectionFacts>;
  /** Forgets what it knows of the branch's computes: they were not where they should be. */
  forget(branch: Branch): void;
}
