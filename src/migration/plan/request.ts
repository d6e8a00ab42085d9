import type { TargetInput } from "../../core/target.ts";
import type { Hints } from "./recipe.ts";

/** One of `sql` and `targetSchema` is given. */
export interface PlanRequest {
  readonly name: string;
  /** DDL as one would run it on an idle database. */
  readonly sql?: string | undefined;
  /** DDL of the whole schema that is wanted. */
  readonly targetSchema?: string | undefined;
  readonly target?: TargetInput | undefined;
  readonly hints: Hints;
  /** Statements of the running application. */
  readonly oldStatements: readonly string[];
  readonly lockTimeoutMs: number;
  readonly batchSize: number;
}
