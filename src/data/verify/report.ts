import * as z from "zod";
import { Target } from "../../core/target.ts";

export const VerifiedTable = z.object({
  table: z.string(),
  rows_source: z.number().nullable(),
  rows_target: z.number().nullable(),
  equal: z.boolean(),
  differing: z.number().optional().describe("Rows that differ."),
  differing_keys: z.array(
    z.object({
      key: z.string(),
      change: z.enum(["changed", "missing", "extra"]),
      columns: z.array(z.string()).optional(),
    }),
  ),
  evidence: z.enum(["measured", "estimated"]),
  note: z.string().optional(),
});
export type VerifiedTable = z.infer<typeof VerifiedTable>;

export const Verification = z.object({
  equal: z.boolean().describe("All rows, of all tables."),
  source: z.string(),
  target: Target,
  tables: z.array(VerifiedTable).describe("Those that differ first."),
  tables_equal: z.number(),
  omitted: z.number().optional().describe("Tables that did not fit."),
  schema: z.object({
    equal: z.boolean(),
    differences: z.array(
      z.object({
        object: z.string(),
        kind: z.enum(["added", "removed", "changed"]),
        detail: z.string(),
      }),
    ),
    access: z.array(z.string()).describe("Other owners or privileges."),
    omitted: z.number().optional(),
  }),
  sequences: z
    .array(
      z.object({
        sequence: z.string(),
        source: z.string().nullable(),
        target: z.string().nullable(),
        column: z.string().nullable(),
        fix: z.string(),
      }),
    )
    .describe("Those that would give a value again."),
  skipped: z.array(z.object({ table: z.string(), reason: z.string() })),
  duration_ms: z.number(),
});
export type Verification = z.infer<typeof Verification>;
