import * as z from "zod";

/**
 * How a claim is known: `measured` (it was executed, here is the figure), `estimated` (the planner said so),
 * `rule` (known of Postgres, with its source).
 */
export const Evidence = z.enum(["measured", "estimated", "rule"]);
export type Evidence = z.infer<typeof Evidence>;

export const Finding = z.object({
  rule: z.string().describe("Stable id of the rule."),
  level: z.enum(["error", "warning", "info"]),
  object: z.string().describe("Qualified name, or the plan node."),
  message: z.string().describe("Condition, effect, and what to do instead."),
  evidence: Evidence,
  fix: z.string().optional().describe("SQL to run."),
  key: z.string().describe("Stable key for suppressions."),
  line: z.number().optional(),
  statement: z.number().optional(),
});
export type Finding = z.infer<typeof Finding>;
