import type { Deps } from "../core/deps.ts";
import type { Finding } from "../core/finding.ts";
import type { Target, TargetInput } from "../core/target.ts";
import type { Call } from "../core/tool.ts";
import { explain } from "./explain.ts";
import { explainable } from "./explainable.ts";
import { pinnedFindings } from "./findings/index.ts";
import { planPicture } from "./plan/picture.ts";
import { planText } from "./plan/text.ts";

export interface ExplainRequest {
  readonly sql: string;
  readonly params?: readonly unknown[] | undefined;
  readonly target?: TargetInput | undefined;
  readonly analyze: boolean;
  readonly response: "concise" | "detailed";
}

export interface Explanation {
  target: Target;
  plan: string;
  total_cost: number;
  execution_ms?: number;
  planning_ms?: number;
  /** Planner settings that are not the default. */
  settings?: Record<string, string>;
  findings: Finding[];
}

/**
 * One statement's plan as text, with what is wrong with it. Analyzing a write needs a session that may write, and is
 * rolled back. Errors: INVALID_SQL, UNSUPPORTED, READ_ONLY, GUARDED_BRANCH, TIMEOUT and those of `Session`.
 */
export async function explainStatement(
  request: ExplainRequest,
  deps: Deps,
  { signal, draw }: Call,
): Promise<Explanation> {
  const { sql, params, target, analyze, response } = request;
  const given = await explainable(sql);
  const intent = analyze && given.writes ? "write" : "read";
  await using session = await deps.session({ target, intent, connection: "direct", signal });
  const context = await explain(session, given, { params, analyze });
  const { plan } = context;
  const { plan_cache_mode: _, ...settings } = plan.settings;
  const pinned = pinnedFindings(context);
  draw?.(planPicture([{ label: "Now", plan, findings: pinned }]));
  return {
    target: session.target,
    plan: planText(plan, response),
    total_cost: plan.root.estimate.totalCost,
    ...(plan.executionMs === undefined ? {} : { execution_ms: plan.executionMs }),
    ...(plan.planningMs === undefined ? {} : { planning_ms: plan.planningMs }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    findings: pinned.map(({ finding }) => finding),
  };
}
