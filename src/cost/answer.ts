import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Call } from "../core/tool.ts";
import { estimate } from "./estimate.ts";
import { answerOrganization } from "./organization.ts";
import { answerProject } from "./project.ts";
import { view } from "./view.ts";
import { needsOf, usageFrom, type Workload } from "./workload.ts";

export interface CostRequest {
  readonly project?: string | undefined;
  readonly organization?: string | undefined;
  readonly workload?: Workload | undefined;
  readonly budget?: number | undefined;
}

/** What a month costs: a described one, a project's, or that of all projects of an organization. */
export async function answerCost(request: CostRequest, deps: Deps, call: Call) {
  const { workload, project, organization, budget } = request;
  if ([workload, project, organization].filter((each) => each !== undefined).length > 1)
    throw new ToolError(
      "INVALID_INPUT",
      "`project`, `organization` and `workload` are different questions.",
      "Name one of them.",
    );
  if (organization !== undefined) return answerOrganization({ organization, budget }, deps, call);
  if (workload === undefined) return answerProject({ project, budget }, deps, call);
  const { plan, growth_percent: growthPercent = 0 } = workload;
  const usage = usageFrom(workload);
  const basis = {
    plan,
    usage,
    fullMonth: usage,
    needs: needsOf(workload),
    growthPercent,
    evidence: "estimated" as const,
    assumptions: ["A month of Neon's 744 hours; `extra_branches` beyond those of the plan."],
    savings: [],
  };
  call.signal.throwIfAborted();
  return { ...view(estimate(basis, budget)), by_branch: [] };
}
