import type { Branch, Moment, Progress, Project, Snapshot } from "../neon.ts";

export interface SnapshotDetails extends Snapshot {
  readonly expiresAt?: string;
  /** Made by a schedule, not by hand. */
  readonly isScheduled: boolean;
  readonly bytes?: number;
}

/** When snapshots of a branch are made by themselves. */
export interface ScheduleEntry {
  readonly frequency: "hourly" | "daily" | "weekly" | "monthly";
  /** Of the day, UTC. */
  readonly hour?: number;
  /** Of the week (1 is Monday) or of the month. */
  readonly day?: number;
  readonly retentionSeconds?: number;
}

export interface ManageSnapshots {
  /** Newest first. */
  all(project: string | undefined, signal: AbortSignal): Promise<readonly SnapshotDetails[]>;
  create(
    branch: Branch,
    request: {
      readonly name?: string | undefined;
      readonly at?: Moment | undefined;
      readonly expiresAt?: Date | undefined;
    },
    call: Progress,
  ): Promise<SnapshotDetails>;
  delete(project: Project, snapshot: Snapshot, call: Progress): Promise<void>;
  /** To a branch of its own; in place is `Neon.restoreBranch`. */
  toBranch(
    project: Project,
    snapshot: Snapshot,
    name: string | undefined,
    call: Progress,
  ): Promise<Branch>;
  schedule(branch: Branch, signal: AbortSignal): Promise<readonly ScheduleEntry[]>;
  setSchedule(branch: Branch, entries: readonly ScheduleEntry[], call: Progress): Promise<void>;
}
