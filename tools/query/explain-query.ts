import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { Target, TargetInput } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/query/explain-statement.ts"));

const Hypothetical = z.object({
  estimated_by: z.enum(["planner twin", "HypoPG"]),
  total_cost: z.number(),
  plan: z.string(),
  indexes_used: z.array(z.string()),
  indexes: z.array(z.object({ name: z.string(), bytes: z.number() })),
});
type Hypothetical = z.infer<typeof Hypothetical>;

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
    on_branch: z.boolean().default(false).describe("On a temporary branch."),
    hypothetical_indexes: z
      .array(z.string())
      .optional()
      .describe("CREATE INDEX statements to try unbuilt."),
    at_scale: z.number().optional().describe("Times the rows."),
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
    hypothetical: Hypothetical.optional().describe("Sizes by a model."),
    at_scale: z
      .object({
        factor: z.number(),
        total_cost: z.number(),
        plan: z.string(),
        shape_changed: z.boolean(),
        findings: z.array(Finding),
      })
      .optional()
      .describe("Estimated on the planner twin, with the hypothetical indexes."),
    notes: z.array(z.string()).optional(),
  }),
  untrusted: ["plan", "settings", "findings", "hypothetical", "at_scale", "notes"],

  async run(input, deps, call) {
    const { explainStatement } = await implementation();
    return explainStatement(input, deps, call);
  },

  render(output) {
    const { plan, total_cost, execution_ms, planning_ms, settings = {}, notes = [] } = output;
    const { hypothetical, at_scale: scaled } = output;
    const times =
      execution_ms === undefined ? "" : `, ${execution_ms} ms (planning ${planning_ms ?? 0} ms)`;
    const set = Object.entries(settings)
      .map(([name, value]) => `${name} = ${value}`)
      .join(", ");
    const found = [...output.findings, ...(scaled?.findings ?? [])];
    const lines = [
      `Cost ${total_cost}${times}. Rows: estimated->actual xloops; times: own/with everything below.`,
      hypothetical && withIndexes(hypothetical, total_cost),
      scaled &&
        `At ${scaled.factor} times the rows (estimated on the planner twin): cost ${scaled.total_cost}, ${scaled.shape_changed ? "another plan" : "the same plan"}.`,
    ];
    return {
      head: lines.filter(Boolean).join("\n"),
      data: [
        plan,
        set,
        listed(output.findings),
        hypothetical &&
          `With the hypothetical indexes:\n${indexList(hypothetical)}\n${hypothetical.plan}`,
        scaled?.shape_changed && `At ${scaled.factor} times the rows:\n${scaled.plan}`,
        scaled && listed(scaled.findings),
        ...notes,
      ]
        .filter(Boolean)
        .join("\n\n"),
      next: next(hypothetical, found.length),
    };
  },
});

const listed = (findings: readonly Finding[]): string =>
  findings
    .map(({ level, rule, object, message, evidence, fix }) =>
      [`${level} ${rule} (${evidence}) ${object}: ${message}`, fix].filter(Boolean).join("\n"),
    )
    .join("\n\n");

const estimates = {
  "planner twin": "estimated on the planner twin",
  HypoPG: "estimated with HypoPG",
} as const;

function withIndexes(
  { estimated_by, total_cost: cost, indexes, indexes_used: used }: Hypothetical,
  before: number,
) {
  const change =
    before === 0 ? "" : ` (${Math.round((cost / before) * 1000) / 10} % of the present)`;
  return `With the hypothetical indexes (${estimates[estimated_by]}): cost ${cost}${change}, ${used.length} of ${indexes.length} used.`;
}

const indexList = ({ indexes, indexes_used: used }: Hypothetical): string =>
  indexes
    .map(
      ({ name, bytes }) => `${name}: ${megabytes(bytes)}${used.includes(name) ? "" : ", not used"}`,
    )
    .join("\n");

const megabytes = (bytes: number): string => `${Math.round(bytes / 104_857.6) / 10} MB`;

function next(hypothetical: Hypothetical | undefined, findings: number): string {
  if (hypothetical !== undefined)
    return hypothetical.indexes_used.length === 0
      ? "Postgres would use none of them: call advise_indexes for the statement."
      : "Build what is used on a branch (create_branch, run_sql) and measure with `analyze`.";
  return findings === 0
    ? "Nothing stands out."
    : "Try a fix with `hypothetical_indexes`, or run it on a branch or in a window, then call explain_query again.";
}
