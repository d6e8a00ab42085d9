import { ToolError } from "../../core/errors.ts";
import { pinnedFindings } from "../findings/index.ts";
import type { FindingContext } from "../findings/context.ts";
import type { Plan } from "../plan/node.ts";
import type { Pictured } from "../plan/picture.ts";
import { planText, type Response } from "../plan/text.ts";
import type { HypotheticalPlan } from "./types.ts";

interface MadeIndex {
  readonly name: string;
  readonly bytes: number;
}

/** A plan with indexes that nobody has built. `used` holds the names of all indexes in it. */
export const hypotheticalPlan = (
  plan: Plan,
  made: readonly MadeIndex[],
  used: ReadonlySet<string>,
  response: Response,
): Omit<HypotheticalPlan, "estimated_by"> => ({
  total_cost: plan.root.estimate.totalCost,
  plan: planText(plan, response),
  indexes_used: made.map(({ name }) => name).filter((name) => used.has(name)),
  indexes: made.map(({ name, bytes }) => ({ name, bytes })),
});

/** The same plan, to be drawn. */
export const picturedWith = (context: FindingContext, indexes: number): Pictured => ({
  label: indexes === 1 ? "With the index" : `With ${indexes} indexes`,
  plan: context.plan,
  findings: pinnedFindings(context),
});

/** Entry `at` of `hypothetical_indexes` is nothing that Postgres would build. */
export function noIndex(at: number, error: unknown): ToolError {
  const { quoted, sqlstate } = error instanceof ToolError ? error : {};
  return new ToolError(
    "INVALID_SQL",
    `Entry ${at + 1} of \`hypothetical_indexes\` is no index that Postgres makes${error instanceof ToolError ? `: ${error.message}` : "."}`,
    "Give statements such as `create index on public.tasks (org_id, created_at desc)`.",
    {
      cause: error,
      ...(quoted === undefined ? {} : { quoted }),
      ...(sqlstate === undefined ? {} : { sqlstate }),
    },
  );
}
