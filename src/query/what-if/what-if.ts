import { ToolError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { HypotheticalIndex, Twin } from "../../core/twin.ts";
import { explain } from "../explain.ts";
import type { Explainable } from "../explainable.ts";
import { pinnedFindings } from "../findings/index.ts";
import type { FindingContext } from "../findings/context.ts";
import type { Plan } from "../plan/node.ts";
import type { Pictured } from "../plan/picture.ts";
import { shapeOf } from "../plan/shape.ts";
import { planText, type Response } from "../plan/text.ts";
import { indexesUsed } from "./indexes-used.ts";

export interface WhatIfRequest {
  readonly params: readonly unknown[] | undefined;
  /** `CREATE INDEX` statements. */
  readonly indexes: readonly string[];
  /** Times the rows. */
  readonly factor: number | undefined;
  readonly response: Response;
}

export interface HypotheticalPlan {
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

/** Costs of twin and original that differ by more than this part are told. */
const TOLERANCE = 0.01;

/**
 * Plans a statement on the twin: with indexes that nobody has built, then (with them) when tables have `factor` times the rows. `present` is
 * the original's plan without ANALYZE's figures in its costs. Errors: INVALID_SQL for what is no index; UNSUPPORTED where the twin lacks a table.
 */
export async function whatIf(
  twin: Twin,
  given: Explainable,
  present: Plan,
  { params, indexes, factor, response }: WhatIfRequest,
): Promise<WhatIf> {
  const planned = async (): Promise<FindingContext> => {
    try {
      return await explain(twin.session, given, { params, analyze: false });
    } catch (error) {
      throw lacking(twin, error);
    }
  };
  const before = await planned();
  const notes = differencesOf(twin, before.plan, present);
  const made = await createAll(twin, indexes);
  const after = made.length === 0 ? before : await planned();
  const result: WhatIf = { notes, pictured: [] };
  if (made.length > 0) {
    result.pictured.push({
      label: made.length === 1 ? "With the index" : `With ${made.length} indexes`,
      plan: after.plan,
      findings: pinnedFindings(after),
    });
    const used = await indexesUsed(twin.session, after.plan);
    result.hypothetical = {
      total_cost: after.plan.root.estimate.totalCost,
      plan: planText(after.plan, response),
      indexes_used: made.map(({ name }) => name).filter((name) => used.has(name)),
      indexes: made.map(({ name, bytes }) => ({ name, bytes })),
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
    if (!(index instanceof Error)) return index;
    const { quoted, sqlstate } = index instanceof ToolError ? index : {};
    throw new ToolError(
      "INVALID_SQL",
      `Entry ${at + 1} of \`hypothetical_indexes\` is no index that Postgres makes${index instanceof ToolError ? `: ${index.message}` : "."}`,
      "Give statements such as `create index on public.tasks (org_id, created_at desc)`.",
      {
        cause: index,
        ...(quoted === undefined ? {} : { quoted }),
        ...(sqlstate === undefined ? {} : { sqlstate }),
      },
    );
  });
}

/** A relation that the twin lacks is no mistake of the statement, which the original has planned. */
function lacking(twin: Twin, error: unknown): unknown {
  if (!(error instanceof ToolError) || twin.missing.length === 0) return error;
  return new ToolError(
    "UNSUPPORTED",
    `The planner twin cannot plan this statement: it lacks ${twin.missing.length} object${twin.missing.length === 1 ? "" : "s"} of the database.`,
    "Make the index on a branch (create_branch, run_sql), and explain the statement there.",
    {
      cause: error,
      quoted: twin.missing
        .slice(0, 5)
        .map(({ object, reason }) => `${object}: ${reason}`)
        .join("\n"),
    },
  );
}

function differencesOf(twin: Twin, there: Plan, present: Plan): string[] {
  const touched = new Set(
    present.nodes.flatMap(({ relation }) => (relation === undefined ? [] : [relation.name])),
  );
  const missing = twin.missing
    .filter(({ object }) => [...touched].some((name) => object.includes(name)))
    .map(({ object, reason }) => `The planner twin lacks ${object}: ${reason}.`);
  const [cost, original] = [there.root.estimate.totalCost, present.root.estimate.totalCost];
  const isOff = Math.abs(cost - original) > TOLERANCE * original;
  return isOff
    ? [...missing, `On the planner twin the present plan costs ${cost}: compare with that.`]
    : missing;
}
