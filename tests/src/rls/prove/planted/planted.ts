import type { Intent } from "../../../../../src/rls/intent.ts";

/** A schema with policies that do what its intent says, and ways to spoil them. */
export interface Planted {
  readonly name: string;
  readonly ddl: string;
  readonly intent: Intent;
  /** By what is wrong afterwards: statements that make it so. */
  readonly faults: Readonly<Record<string, string>>;
}
