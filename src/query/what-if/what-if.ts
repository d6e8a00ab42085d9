import type { Session } from "../../core/session.ts";
import { ToolError } from "../../core/errors.ts";
import type { HypotheticalIndex, Twin } from "../../core/twin.ts";
import { explain } from "../explain.ts";
import type { Explainable } from "../explainable.ts";
import { pinnedFindings } from "../findings/index.ts";
import type { FindingContext } from "../findings/context.ts";
import type { Plan } from "../plan/node.ts";
import { shapeOf } from "../plan/shape.ts";
import { planText } from "../plan/text.ts";
import { hypotheticalPlan, noIndex, picturedWith } from "./hypothetical.ts";
import { indexesUsed } from "./indexes-used.ts";
import { missingOf } from "./missing.ts";
import { whatIfOnDatabase } from "./on-database.ts";
import type { WhatIf, WhatIfRequest } from "./types.ts";

/** Costs of twin and original that differ by more than this part are told. */
const TOLERANCE = 0.01;

/** Where a statement can be planned. */
export interface Planners {
  readonly twin: Twin;
  /** On the database itself. */
  readonly original: Session;
}

/**
 * Plans a statement on the twin: with indexes that nobody has built, then (with them) when tables have `factor` times the rows. `present` is
 * the original's plan without ANALYZE's figures in its costs. Where the twin lacks what the statement needs, HypoPG plans on the original.
 * Errors: INVALID_SQL for what is no index; UNSUPPORTED where neither can plan it.
 */
export async function whatIf(
  { twin, original }: Planners,
  given: Explainable,
  present: Plan,
  request: WhatIfRequest,
): Promise<WhatIf> {
  const { params, indexes, factor, response } = request;
  const planned = (): Promise<FindingContext> =>
    explain(twin.session, given, { params, analyze: false });
  let before: FindingContext;
  try {
    before = await planned();
  } catch (error) {
    if (!isLacking(twin, error)) throw error;
    const missing = missingOf(twin, present);
    return whatIfOnDatabase({ session: original, missing, cause: error }, given, request);
  }
  const notes = differencesOf(twin, before.plan, present);
  const made = await createAll(twin, indexes);
  const after = made.length === 0 ? before : await planned();
  const result: WhatIf = { notes, pictured: [] };
  if (made.length > 0) {
    result.pictured.push(picturedWith(after, made.length));
    result.hypothetical = {
      estimated_by: "planner twin",
      ...hypotheticalPlan(after.plan, made, await indexesUsed(twin.session, after.plan), response),
    };
  }
  if (factor !== undefined) {
    await twin.scale(factor);
    const scaled = await planned();
    const pinned = pinnedFindings(scaled);
    result.pictured.push({
      label: `At ${factor} times the rows`,
      plan: scaled.plan,
      findings: pinned,
    });
    result.at_scale = {
      factor,
      total_cost: scaled.plan.root.estimate.totalCost,
      plan: planText(scaled.plan, response),
      shape_changed: shapeOf(scaled.plan.root) !== shapeOf(after.plan.root),
      findings: pinned.map(({ finding }) => finding),
    };
  }
  return result;
}

async function createAll(twin: Twin, indexes: readonly string[]): Promise<HypotheticalIndex[]> {
  const made = await twin.createIndexes(indexes);
  return made.map((index, at) => {
    if (index instanceof Error) throw noIndex(at, index);
    return index;
  });
}

/** A relation, type or function that the twin lacks is no mistake of the statement, which the original has planned. */
const isLacking = (twin: Twin, error: unknown): error is ToolError =>
  error instanceof ToolError &&
  twin.missing.length > 0 &&
  error.sqlstate?.startsWith("42") === true;

function differencesOf(twin: Twin, there: Plan, present: Plan): string[] {
  const missing = missingOf(twin, present).map(
    ({ object, reason }) => `The planner twin lacks ${object}: ${reason}.`,
  );
  const [cost, original] = [there.root.estimate.totalCost, present.root.estimate.totalCost];
  const isOff = Math.abs(cost - original) > TOLERANCE * original;
  return isOff
    ? [...missing, `On the planner twin the present plan costs ${cost}: compare with that.`]
    : missing;
}
