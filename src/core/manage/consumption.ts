/** What was used in a span of time, in the API's own units. Bytes stored are counted by the hour, whatever the API's names say. */
export interface Consumption {
  readonly computeUnitSeconds: number;
  readonly rootByteHours: number;
  readonly childByteHours: number;
  readonly historyByteHours: number;
  readonly publicBytes: number;
  readonly privateBytes: number;
  /** Of projects, not of branches. */
  readonly snapshotByteHours?: number;
  /** Of all children, those that the plan includes among them. */
  readonly childBranchHours?: number;
}

/** A day or a part of one. */
export interface ConsumptionOf {
  /** Id; absent: the whole project. */
  readonly branch?: string;
  /** ISO 8601 */
  readonly from: string;
  readonly to: string;
  /** `free`, `launch`, `scale`, `agent`, `enterprise`... */
  readonly plan: string;
  readonly used: Consumption;
}

/** What every plan counts since the billing period began. */
export interface Counters {
  /** CU-seconds. */
  readonly computeUnitSeconds: number;
  readonly activeSeconds: number;
}

export interface PeriodCounters extends Counters {
  readonly from: string;
  /** Of root and child branches and their history. */
  readonly storageByteHours: number;
  readonly transferBytes: number;
  readonly branches: ReadonlyMap<string, Counters>;
}

export interface ReadConsumption {
  /** By day, of the project and of its branches where the API has them. Undefined where the plan has no consumption history. */
  of(
    project: string,
    span: { readonly from: Date; readonly to: Date },
    signal: AbortSignal,
  ): Promise<readonly ConsumptionOf[] | undefined>;
  counters(project: string, signal: AbortSignal): Promise<PeriodCounters>;
}
