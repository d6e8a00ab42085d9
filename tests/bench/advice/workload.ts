import type { WorkloadQuery } from "../../../src/query/advice/types.ts";

/** A schema with data made by script, and what an application asks of it. */
export interface Workload {
  readonly name: string;
  readonly setup: string;
  readonly queries: readonly WorkloadQuery[];
}
