import type { Finding } from "../../core/finding.ts";
import type { Pictured } from "../plan/picture.ts";
import type { Response } from "../plan/text.ts";

export interface WhatIfRequest {
  readonly params: readonly unknown[] | undefined;
  /** `CREATE INDEX` statements. */
  readonly indexes: readonly string[];
  /** Times the rows. */
  readonly factor: number | undefined;
  readonly response: Response;
}

export interface HypotheticalPlan {
  estimated_by: "planner twin" | "HypoPG";
  total_cost: number;
  plan: string;
  indexes_used: string[];
  indexes: { name: string; bytes: number }[];
}

export interface ScaledPlan {
  factor: number;
  total_cost: number;
  plan: string;
  shape_changed: boolean;
  findings: Finding[];
}

export interface WhatIf {
  hypothetical?: HypotheticalPlan;
  at_scale?: ScaledPlan;
  /** What the twin lacks, and where its present plan is not the original's. */
  notes: string[];
  /** The same plans, to be drawn. */
  pictured: Pictured[];
}
