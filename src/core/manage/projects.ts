import type { Branch, ComputeSize, Progress, Project } from "../neon.ts";

/** Where connections to a project may come from. */
export interface IpAllow {
  /** Addresses, ranges and CIDR blocks; empty: from everywhere. */
  readonly ips: readonly string[];
  /** Only protected branches are closed to others. */
  readonly protectedBranchesOnly: boolean;
}

/** A project with its settings. */
export interface ProjectDetails extends Project {
  readonly organization?: string;
  /** What the owner subscribes to, as the API says it: `free_v3`, `launch_v3`, `scale_v3`. */
  readonly subscription?: string;
  /** Of new computes. */
  readonly computeSize: ComputeSize;
  readonly ipAllow: IpAllow;
  /** `wal_level` is logical; it stays so once it was switched on. */
  readonly logicalReplication: boolean;
  /** Bytes of all branches together, as Neon last counted them. */
  readonly storageBytes?: number;
}

export interface NewProject {
  readonly name?: string | undefined;
  readonly organization?: string | undefined;
  /** `aws-eu-central-1` */
  readonly region?: string | undefined;
  /** Major version. */
  readonly postgres?: number | undefined;
  readonly historySeconds?: number | undefined;
  readonly computeSize?: Partial<ComputeSize> | undefined;
}

export interface CreatedProject {
  readonly project: ProjectDetails;
  /** The default one. */
  readonly branch: Branch;
}

export interface ProjectChange {
  readonly name?: string | undefined;
  readonly historySeconds?: number | undefined;
  readonly computeSize?: Partial<ComputeSize> | undefined;
  readonly ipAllow?: IpAllow | undefined;
  /** Cannot be taken back; running computes restart. */
  readonly logicalReplication?: true | undefined;
}

export interface ManageProjects {
  /** As it is now, with its settings. */
  details(project: string | undefined, signal: AbortSignal): Promise<ProjectDetails>;
  create(request: NewProject, call: Progress): Promise<CreatedProject>;
  update(project: Project, change: ProjectChange, call: Progress): Promise<ProjectDetails>;
  /** With all its branches. */
  delete(project: Project, call: Progress): Promise<void>;
}
