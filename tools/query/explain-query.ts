import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { Target, TargetInput } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/query/explain-statement.ts"));

export const explainQuery = defineTool({
  name: "explain_query",
  title: "Explain a query",
  description: "Show a statement's plan, what is wrong with it and the fix as SQL.",
  effect: "read",
  picture: "plan",
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

  async run(input, deps, call) {
    const { explainStatement } = await implementation();
    return explainStatement(input, deps, call);
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
