import type { Lock, PhaseName } from "../../core/migration.ts";
import type { Regression } from "./regressions.ts";

export interface StepReport {
  readonly id: string;
  readonly duration_ms: number;
  readonly locks: readonly Lock[];
  readonly rewrote: readonly string[];
  readonly wal_bytes: number;
  readonly batches?: number;
  /** The longest that a statement of the traffic took meanwhile. */
  readonly blocked_ms?: number;
}

export interface VerificationReport {
  readonly phase: PhaseName;
  readonly purpose: string;
  readonly passed: boolean;
  readonly got: unknown;
}

export interface OldStatementReport {
  readonly statement: string;
  readonly phase: PhaseName;
  readonly ok: boolean;
  readonly error?: string;
}

export interface RollbackReport {
  /** Steps that were taken back. */
  readonly executed: number;
  readonly catalog_equal: boolean;
  readonly rows_equal: boolean;
  readonly difference?: string;
}

/** Why a rehearsal failed, and what to change. */
export interface Failure {
  readonly step?: string;
  readonly phase?: PhaseName;
  readonly what: string;
  readonly change: string;
  /** Text of the database, which is fenced. */
  readonly quoted?: string;
  /** With other rows it might not have failed. */
  readonly hangsOnRows?: boolean;
}

/** What an application did meanwhile. */
export interface TrafficReport {
  /** Writes that Postgres confirmed. */
  readonly writes: number;
  /** Those of them that are not there. */
  readonly lost: number;
  /** Of a statement that ran at the same time as a step. */
  readonly longest_ms: number;
}

/** What a rehearsal gathers as it goes. */
export interface Findings {
  readonly steps: StepReport[];
  readonly verification: VerificationReport[];
  readonly oldApplication: OldStatementReport[];
  readonly fingerprints: { readonly phase: PhaseName; readonly fingerprint: string }[];
  readonly stepFingerprints: { readonly step: string; readonly fingerprint: string }[];
  readonly failures: Failure[];
  readonly notes: string[];
  /** Steps that nothing takes back, by declaration. */
  readonly excluded: string[];
  rollback: RollbackReport | undefined;
  traffic: TrafficReport | undefined;
  regressions: readonly Regression[];
  /** Undefined until something was taken back. */
  appliedAgain: boolean | undefined;
}

export const emptyFindings = (): Findings => ({
  steps: [],
  verification: [],
  oldApplication: [],
  fingerprints: [],
  stepFingerprints: [],
  failures: [],
  notes: [],
  excluded: [],
  rollback: undefined,
  traffic: undefined,
  regressions: [],
  appliedAgain: undefined,
});
