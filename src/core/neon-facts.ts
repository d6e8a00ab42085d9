/**
 * Neon's figures that age: prices, allowances, limits. They stand here alone, with the day they were last read and where; tools that
 * use one say the day. Sources: [plans] neon.com/docs/introduction/plans, its table of 2026-08-27 and the rates again on 2026-11-12;
 * [usage] neon.com/docs/introduction/usage-calculations of 2026-05-28, whose 100 GB of transfer for an organization [plans] has
 * replaced; [free] neon.com/blog/neon-free-plan-1-gb-per-project of 2026-10-02; [pooling] neon.com/docs/connect/connection-pooling;
 * [compute] neon.com/docs/manage/computes; [zero] neon.com/docs/introduction/scale-to-zero.
 */
export const PRICES_AS_OF = "2026-11-12";

/** How Neon bills. [usage] */
export const BILLING = {
  /** 31 days of 24 hours, whatever the month: storage and branches by the hour are divided by this, and no compute runs longer. */
  monthHours: 744,
  bytesPerGb: 1_000_000_000,
  /** An invoice below it is not collected. [plans] */
  leastInvoice: 0.5,
  /** Of a threshold that is set in the Console; nothing is stopped. [plans] */
  notifiedAtPercent: [80, 100],
} as const;

export type PlanName = "free" | "launch" | "scale";

/** USD. [plans] */
export interface PlanFacts {
  readonly perCuHour: number;
  readonly perStorageGbMonth: number;
  readonly perHistoryGbMonth: number;
  readonly perSnapshotGbMonth: number;
  readonly perExtraBranchMonth: number;
  readonly perPublicTransferGb: number;
  readonly perPrivateTransferGb: number;
  /** Per project, a root branch among them: one less for its children. [usage] */
  readonly branchesIncluded: number;
  readonly mayHaveExtraBranches: boolean;
  /** Free: for each project, then its computes are suspended until the next month. */
  readonly cuHoursIncluded: number;
  /** Of all branches. [free] */
  readonly storageGbIncluded: number;
  /** Free: for the whole account, else for each project. */
  readonly publicTransferGbIncluded: number;
  readonly projects: number;
  readonly historySecondsMost: number;
  readonly historySecondsDefault: number;
  /** Absent: as much as the window holds. */
  readonly historyGbMost?: number;
  /** Those of a schedule are not counted. */
  readonly snapshotsManualMost: number;
  readonly autoscalingCuMost: number;
  readonly fixedCuMost: number;
  readonly mayDisableSuspend: boolean;
  readonly suspendSecondsLeast: number;
  readonly protectedBranches: number;
  readonly hasIpAllow: boolean;
  readonly hasPrivateTransfer: boolean;
}

const HOUR = 3_600;
const DAY = 24 * HOUR;

export const PLANS: Readonly<Record<PlanName, PlanFacts>> = {
  free: {
    perCuHour: 0,
    perStorageGbMonth: 0,
    perHistoryGbMonth: 0,
    perSnapshotGbMonth: 0,
    perExtraBranchMonth: 0,
    perPublicTransferGb: 0,
    perPrivateTransferGb: 0,
    branchesIncluded: 10,
    mayHaveExtraBranches: false,
    cuHoursIncluded: 100,
    storageGbIncluded: 1,
    publicTransferGbIncluded: 5,
    projects: 100,
    historySecondsMost: 6 * HOUR,
    historySecondsDefault: 6 * HOUR,
    historyGbMost: 1,
    snapshotsManualMost: 1,
    autoscalingCuMost: 2,
    fixedCuMost: 2,
    mayDisableSuspend: false,
    suspendSecondsLeast: 300,
    protectedBranches: 0,
    hasIpAllow: false,
    hasPrivateTransfer: false,
  },
  launch: {
    perCuHour: 0.106,
    perStorageGbMonth: 0.35,
    perHistoryGbMonth: 0.2,
    perSnapshotGbMonth: 0.09,
    perExtraBranchMonth: 1.5,
    perPublicTransferGb: 0.1,
    perPrivateTransferGb: 0,
    branchesIncluded: 10,
    mayHaveExtraBranches: true,
    cuHoursIncluded: 0,
    storageGbIncluded: 0,
    publicTransferGbIncluded: 500,
    projects: 100,
    historySecondsMost: 7 * DAY,
    historySecondsDefault: DAY,
    snapshotsManualMost: 100,
    autoscalingCuMost: 16,
    fixedCuMost: 16,
    mayDisableSuspend: true,
    suspendSecondsLeast: 300,
    protectedBranches: 2,
    hasIpAllow: false,
    hasPrivateTransfer: false,
  },
  scale: {
    perCuHour: 0.222,
    perStorageGbMonth: 0.35,
    perHistoryGbMonth: 0.2,
    perSnapshotGbMonth: 0.09,
    perExtraBranchMonth: 1.5,
    perPublicTransferGb: 0.1,
    perPrivateTransferGb: 0.01,
    branchesIncluded: 25,
    mayHaveExtraBranches: true,
    cuHoursIncluded: 0,
    storageGbIncluded: 0,
    publicTransferGbIncluded: 500,
    projects: 1_000,
    historySecondsMost: 30 * DAY,
    historySecondsDefault: DAY,
    snapshotsManualMost: 100,
    autoscalingCuMost: 16,
    fixedCuMost: 56,
    mayDisableSuspend: true,
    suspendSecondsLeast: 60,
    protectedBranches: 5,
    hasIpAllow: true,
    hasPrivateTransfer: true,
  },
};

/** `max_connections` by compute size; of an autoscaling compute that of its largest size. Seven are the superuser's. [pooling] */
export const MAX_CONNECTIONS: readonly { readonly cu: number; readonly connections: number }[] = [
  { cu: 0.25, connections: 104 },
  { cu: 0.5, connections: 209 },
  { cu: 1, connections: 419 },
  { cu: 2, connections: 839 },
  { cu: 3, connections: 1_258 },
  { cu: 4, connections: 1_678 },
  { cu: 5, connections: 2_098 },
  { cu: 6, connections: 2_517 },
  { cu: 7, connections: 2_937 },
  { cu: 8, connections: 3_357 },
  { cu: 9, connections: 4_000 },
];

export const maxConnections = (cu: number): number =>
  MAX_CONNECTIONS.findLast((size) => size.cu <= cu)?.connections ?? 0;

export const RESERVED_CONNECTIONS = 7;

/** The pooler: PgBouncer in transaction mode. [pooling] */
export const POOLER = {
  clients: 10_000,
  /** Of max_connections, for each role and database. */
  share: 0.9,
  preparedStatements: 1_000,
  waitSeconds: 120,
};

/** [compute] [zero] */
export const COMPUTE = {
  gbPerCu: 4,
  leastCu: 0.25,
  mostCu: 56,
  /** Between the smallest and the largest size of a compute that scales. */
  rangeCuMost: 8,
  /** Larger ones are always on. */
  suspendableCuMost: 16,
  suspendSecondsDefault: 300,
  suspendSecondsMost: 604_800,
};

/** Replication slots that nobody reads. neon.com/docs/guides/logical-replication-neon */
export const SLOTS = { removedAfterHours: 40 };
