import type { Deps } from "../core/deps.ts";
import type { ScheduleEntry, SnapshotDetails } from "../core/manage/snapshots.ts";
import type { Branch, Moment, Neon, Project } from "../core/neon.ts";
import type { PlanName } from "../core/neon-facts.ts";
import type { Call } from "../core/tool.ts";
import type { SnapshotPrice } from "./price.ts";

export interface SnapshotRequest {
  readonly action: "create" | "list" | "delete" | "restore" | "schedule";
  readonly project?: string | undefined;
  readonly branch?: string | undefined;
  /** Of the snapshot; its id will do where there is one. */
  readonly name?: string | undefined;
  readonly at?: Moment | undefined;
  readonly expires_in?: string | undefined;
  /** Restore over the branch, which stays under another name, instead of to a new one. */
  readonly in_place?: boolean | undefined;
  /** Name of the new branch, or of what stays of the one restored in place. */
  readonly as?: string | undefined;
  readonly schedule?: readonly AskedEntry[] | undefined;
}

export interface AskedEntry {
  readonly every: ScheduleEntry["frequency"];
  readonly hour?: number | undefined;
  readonly day?: number | undefined;
  readonly keep?: string | undefined;
}

/** What an action works with. */
export interface Given {
  readonly request: SnapshotRequest;
  readonly project: Project;
  readonly neon: Neon;
  readonly deps: Deps;
  readonly call: Call;
}

export interface Managed {
  readonly snapshots: readonly SnapshotDetails[];
  /** Names by id, of the branches that are there. */
  readonly branches: ReadonlyMap<string, string>;
  readonly plan: PlanName | undefined;
  readonly price?: SnapshotPrice;
  /** Manual snapshots that the plan has room for; undefined where the plan is not known. */
  readonly left?: number | undefined;
  readonly schedule?: { readonly branch: Branch; readonly entries: readonly ScheduleEntry[] };
  readonly restored?: {
    readonly branch: Branch;
    readonly proof: Readable;
    /** What was there before. */
    readonly kept?: Branch;
    readonly reachable?: boolean;
  };
}

/** What a restored branch answered. */
export interface Readable {
  readonly database: string;
  readonly tables: number;
  readonly bytes: number;
  readonly connected_ms: number;
}
