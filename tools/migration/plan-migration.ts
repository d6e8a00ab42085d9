import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { Phase, Question } from "../../src/core/migration.ts";
import { once } from "../../src/core/once.ts";
import { Target, TargetInput } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { planText } from "../../src/migration/plan/text.ts";

const implementation = once(() => import("../../src/migration/plan/plan.ts"));

const Texts = z.record(z.string(), z.string());

export const planMigration = defineTool({
  name: "plan_migration",
  title: "Plan a migration",
  description:
    "Turn DDL into steps that a running application survives, with rollback and verification, tried on a copy of the schema.",
  effect: "read",
  input: z.object({
    name: z.string().min(1).max(100).describe("For people"),
    sql: z.string().optional().describe("DDL as for an idle database"),
    target_schema: z.string().optional().describe("Or: DDL of the whole wanted schema"),
    target: TargetInput.optional(),
    hints: z
      .strictObject({
        renames: Texts.default({}).describe('"public.tasks.title": "name"'),
        using: Texts.default({}).describe("Column to its expression"),
        backfill: Texts.default({}).describe("Column to the value of rows without one"),
      })
      .default({ renames: {}, using: {}, backfill: {} })
      .describe("Answers to questions"),
    old_statements: z
      .array(z.string())
      .max(500)
      .default([])
      .describe("SQL of the running application"),
    lock_timeout_ms: z.int().min(1).max(600_000).default(2_000).describe("Each try"),
    batch_size: z.int().min(1).max(1_000_000).default(5_000).describe("Rows"),
  }),
  output: z.object({
    target: Target,
    plan_id: z.string(),
    phases: z.array(Phase),
    irreversible: z.array(z.string()),
    findings: z.array(Finding),
    questions: z.array(Question),
    fingerprint: z.string(),
  }),
  untrusted: ["phases", "irreversible", "findings", "questions"],

  async run(input, deps, call) {
    const { planMigration: plan } = await implementation();
    const { target, plan_id, phases, irreversible, findings, questions, fingerprint } = await plan(
      {
        name: input.name,
        sql: input.sql,
        targetSchema: input.target_schema,
        target: input.target,
        hints: input.hints,
        oldStatements: input.old_statements,
        lockTimeoutMs: input.lock_timeout_ms,
        batchSize: input.batch_size,
      },
      deps,
      call,
    );
    return { target, plan_id, phases, irreversible, findings, questions, fingerprint };
  },

  render: planText,
});
