import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { Target, TargetInput } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { explain } from "../../src/query/explain.ts";
import { explainable } from "../../src/query/explainable.ts";
import { findings } from "../../src/query/findings/index.ts";
import { planText } from "../../src/query/plan/text.ts";

export const explainQuery = defineTool({
  name: "explain_query",
  title: "Explain a query",
  description: "Show a statement's plan, what is wrong with it and the fix as SQL.",
  effect: "read",
  input: z.object({
    sql: z.string(),
    params: z.array(z.unknown()).optional(),
    target: TargetInput.optional(),
    analyze: z.boolean().default(false).describe("Execute; writes are rolled back."),
    response: z.enum(["concise", "detailed"]).default("concise"),
  }),
  output: z.object({
    target: Target,
    plan: z.string().describe("Rows: estimated->actual xloops. Times: own/with everything below."),
    total_cost: z.number(),
    execution_ms: z.number().optional(),
    planning_ms: z.number().optional(),
    settings: z
      .record(z.string(), z.string())
      .optional()
      .describe("Planner settings that are not the default."),
    findings: z.array(Finding),
  }),
  untrusted: ["plan", "settings", "findings"],

  async run({ sql, params, target, analyze, response }, deps, { signal }) {
    const given = await explainable(sql);
    const intent = analyze && given.writes ? "write" : "read";
    await using session = await deps.session({ target, intent, connection: "direct", signal });
    const context = await explain(session, given, { params, analyze });
    const { plan } = context;
    const { plan_cache_mode: _, ...settings } = plan.settings;
    return {
      target: session.target,
      plan: planText(plan, response),
      total_cost: plan.root.estimate.totalCost,
      ...(plan.executionMs === undefined ? {} : { execution_ms: plan.executionMs }),
      ...(plan.planningMs === undefined ? {} : { planning_ms: plan.planningMs }),
      ...(Object.keys(settings).length === 0 ? {} : { settings }),
      findings: findings(context),
    };
  },

  render({ plan, total_cost, execution_ms, planning_ms, settings = {}, findings: found }) {
    const times =
      execution_ms === undefined ? "" : `, ${execution_ms} ms (planning ${planning_ms ?? 0} ms)`;
    const list = found.map(({ level, rule, object, message, evidence, fix }) =>
      [`${level} ${rule} (${evidence}) ${object}: ${message}`, fix].filter(Boolean).join("\n"),
    );
    const set = Object.entries(settings)
      .map(([name, value]) => `${name} = ${value}`)
      .join(", ");
    return {
      head: `Cost ${total_cost}${times}. Rows: estimated->actual xloops; times: own/with everything below.`,
      data: [plan, set, ...list].filter(Boolean).join("\n\n"),
      next:
        found.length === 0
          ? "Nothing stands out."
          : "Run a fix on a branch or in a window, then call explain_query again.",
    };
  },
});
