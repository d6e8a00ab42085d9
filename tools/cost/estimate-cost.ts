import * as z from "zod";
import { ProjectView } from "../../src/core/branch.ts";
import { Evidence } from "../../src/core/finding.ts";
import { identifier } from "../../src/core/identifier.ts";
import { PRICES_AS_OF } from "../../src/core/neon-facts.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/cost/answer.ts"));

const PlanName = z.enum(["free", "launch", "scale"]);
const quantity = z.number().min(0).max(1e9);

export const estimateCost = defineTool({
  name: "estimate_cost",
  title: "Estimate what Neon costs",
  description:
    "What a project costs on Neon this month, or a described one; forecast, savings, plans.",
  effect: "read",
  input: z.object({
    project: z.string().optional(),
    organization: z.string().optional().describe("Id."),
    workload: z
      .strictObject({
        plan: PlanName,
        compute_hours: quantity,
        cu: quantity,
        storage_gb: quantity,
        history_gb: quantity.optional(),
        snapshot_gb: quantity.optional(),
        egress_gb: quantity.optional(),
        extra_branches: quantity.optional(),
        growth_percent: quantity.optional(),
      })
      .optional()
      .describe("A month instead; cu and branches on average."),
    budget: quantity.optional().describe("USD a month."),
  }),
  output: z.object({
    currency: z.literal("USD"),
    plan: PlanName,
    project: ProjectView.optional(),
    month: z.object({
      total: z.number(),
      so_far: z.number().optional(),
      lines: z.array(
        z.object({
          item: z.string(),
          amount: z.number(),
          quantity: z.number(),
          unit: z.string(),
          price: z.number(),
          included: z.number().optional(),
        }),
      ),
    }),
    by_branch: z.array(
      z.object({
        branch: z.string(),
        amount: z.number(),
        cu_hours: z.number(),
        gb: z.number(),
      }),
    ),
    by_project: z.array(z.object({ project: z.string(), amount: z.number() })).optional(),
    growth_percent: z.number(),
    forecast: z.array(z.object({ months: z.number(), total: z.number(), last: z.number() })),
    savings: z.array(
      z.object({ change: z.string(), saves: z.number(), how: z.string(), evidence: Evidence }),
    ),
    plans: z.array(z.object({ plan: PlanName, total: z.number(), problems: z.array(z.string()) })),
    alerts: z.array(
      z.object({
        at_percent: z.number(),
        usd: z.number(),
        after_days: z.number().optional(),
        notified: z.boolean(),
      }),
    ),
    assumptions: z.array(z.string()),
    prices_as_of: z.string(),
    evidence: Evidence,
  }),
  untrusted: ["project", "by_branch", "by_project"],
  lists: ["by_branch", "by_project"],

  async run(input, deps, call) {
    const answer = await (await implementation()).answerCost(input, deps, call);
    return { currency: "USD" as const, ...answer, prices_as_of: PRICES_AS_OF };
  },

  render(estimate) {
    const { project, plan, month, evidence, savings, alerts, plans, assumptions } = estimate;
    const of = project === undefined ? "" : ` of project ${identifier(project.name)}`;
    const soFar = month.so_far === undefined ? "" : `, ${usd(month.so_far)} of it so far`;
    // nobody has measured the days to come
    const known =
      soFar !== "" && evidence === "measured" ? "measured so far, then its pace" : evidence;
    const lines = month.lines
      .toSorted((a, b) => b.amount - a.amount)
      .slice(0, SHOWN)
      .map(
        ({ item, quantity, unit, price, amount }) =>
          `${item} ${quantity} ${unit} x $${price} = ${usd(amount)}`,
      );
    const forecasts = estimate.forecast.map(({ months, total }) => `${months} mo ${usd(total)}`);
    const others = plans
      .filter((other) => other.plan !== plan)
      .map(
        ({ plan: name, total, problems }) =>
          `${name} ${problems.length === 0 ? usd(total) : `does not fit (${problems.join("; ")})`}`,
      );
    const [best] = savings;
    const spent = alerts.findLast(({ after_days: days }) => days !== undefined);
    return {
      head: [
        `${usd(month.total)} for the month${of} on ${plan} (${known})${soFar}; prices of ${estimate.prices_as_of}.`,
        ...lines,
        `Next months: ${forecasts.join(", ")}. Other plans: ${others.join(", ")}.`,
        ...assumptions.slice(0, -1),
      ].join("\n"),
      data: [
        ...(estimate.by_project ?? []).map(
          ({ project: name, amount }) => `${identifier(name)}  ${usd(amount)}`,
        ),
        ...estimate.by_branch.map(
          ({ branch, amount, cu_hours: hours, gb }) =>
            `${identifier(branch)}  ${usd(amount)}, ${hours} CU-hours, ${gb} GB`,
        ),
      ].join("\n"),
      next: [
        ...(best === undefined
          ? []
          : [`Saves ${usd(best.saves)} a month: ${best.change} ${best.how}`]),
        ...(spent === undefined
          ? []
          : [
              `${spent.at_percent} % of the budget is spent after ${spent.after_days} days. Neon sends emails at 80 and 100 % of a threshold set in its Console; it stops nothing.`,
            ]),
      ].join("\n"),
    };
  },
});

/** Lines of the text: the dearest. */
const SHOWN = 3;

const usd = (amount: number): string => `$${amount.toFixed(2)}`;
