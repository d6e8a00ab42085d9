import type { Plan } from "../../../core/migration.ts";
import type { Progress } from "../../../core/neon.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { OldApplication } from "../old-application.ts";
import type { Place } from "../place.ts";
import type { Findings } from "../report.ts";
import type { Acknowledged } from "./acknowledged.ts";
import type { Timing, TrafficError } from "./application.ts";
import type { Crowd } from "./crowd.ts";

export interface TrafficOptions {
  readonly plan: Plan;
  readonly place: Place;
  readonly old: OldApplication;
  readonly call: Progress;
  readonly findings: Findings;
  /** The schema after the last step, which is the one that the new application knows. */
  readonly after: Catalog;
  /** Before the first step, and after each phase. */
  readonly writesPerPhase: number;
}

/** When a step ran. */
export interface Interval extends Timing {
  readonly step: string;
}

export type Version = "old" | "new";

/** Everything that goes on at once. */
export interface Traffic extends TrafficOptions {
  readonly before: Catalog;
  readonly acknowledged: Acknowledged;
  readonly timings: Timing[];
  readonly steps: Interval[];
  readonly errors: Record<Version, TrafficError[]>;
  readonly crowds: Map<Version, Crowd>;
  /** See `CrowdOptions`. */
  readonly keys: Map<string, readonly (readonly string[])[]>;
}
