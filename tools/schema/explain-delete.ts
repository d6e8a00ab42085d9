import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { deleteText } from "../../src/schema/deletion/text.ts";

const implementation = once(() => import("../../src/schema/deletion/explain-delete.ts"));

export const explainDelete = defineTool({
  name: "explain_delete",
  title: "Explain a delete",
  description: "What a delete would do, what blocks it, ways out.",
  effect: "read",
  input: z.object({
    table: z.string().optional().describe("Name"),
    where: z.string().optional().describe("SQL"),
    params: z.array(z.unknown()).optional(),
    error: z.string().optional().describe("Or its refusal"),
    target: KnownTarget.optional(),
  }),
  output: z.object({
    target: Target,
    rows: z.int(),
    gone: z
      .array(z.object({ table: z.string(), rows: z.int() }))
      .describe("Each row once, those of the delete itself too."),
    effects: z.array(
      z.object({
        table: z.string(),
        action: z.enum(["delete", "set null", "set default", "refuse", "allow"]),
        rows: z.int(),
        via: z.string(),
      }),
    ),
    blocked_by: z.array(
      z.object({
        table: z.string(),
        constraint: z.string(),
        rows: z.int(),
        reason: z.string(),
        samples: z.array(z.string()),
      }),
    ),
    strategies: z.array(
      z.object({
        name: z.string(),
        sql: z.string(),
        pros: z.string(),
        cons: z.string(),
        tried: z.string().optional().describe("What it did on a copy of the schema."),
      }),
    ),
    findings: z.array(Finding),
    executed: z
      .object({
        duration_ms: z.int(),
        written: z.array(
          z.object({
            table: z.string(),
            deleted: z.int(),
            updated: z.int(),
            inserted: z.int(),
          }),
        ),
        refused: z.string().optional(),
      })
      .optional()
      .describe("The delete itself, rolled back."),
    omitted: z
      .object({
        effects: z.int(),
        gone: z.int(),
        blocked_by: z.int(),
        findings: z.int(),
      })
      .optional()
      .describe("Of each list, what did not fit."),
    explanation: z
      .object({ constraint: z.string(), kind: z.string(), cause: z.string() })
      .optional()
      .describe("Of `error`."),
  }),
  untrusted: ["gone", "effects", "blocked_by", "strategies", "findings", "executed", "explanation"],

  async run(input, deps, call) {
    const { explainDelete: explain } = await implementation();
    return explain(input, deps, call);
  },

  render: deleteText,
});
