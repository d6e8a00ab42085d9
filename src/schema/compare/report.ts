import * as z from "zod";
import { Target } from "../../core/target.ts";

const Side = z.object({ name: z.string(), target: Target.optional() });

/** What came of one direction, executed in a shadow. */
export const WayProof = z.object({
  statements: z.int(),
  executed: z.int(),
  equal: z.boolean().describe("By fingerprint, but for the order of columns of `unordered`."),
  refused: z
    .array(z.object({ object: z.string(), reason: z.string(), hint: z.string().optional() }))
    .describe("What DDL cannot do."),
  failed: z.string().optional(),
  left: z.array(z.string()).describe("Objects that stay otherwise."),
  unordered: z.array(z.string()).describe("Tables."),
  duration_ms: z.int(),
});
export type WayProof = z.infer<typeof WayProof>;

/** A comparison as it is answered. */
export const Report = z.object({
  target: Target.optional(),
  from: Side,
  to: Side,
  equal: z.boolean(),
  summary: z.record(z.string(), z.int()).describe("Changes by kind."),
  changes: z.array(
    z.object({
      object: z.string(),
      kind: z.enum(["added", "removed", "changed"]),
      detail: z.string(),
    }),
  ),
  forward: z.string().describe("Makes `from` what `to` is."),
  backward: z.string(),
  losses: z.array(
    z.object({
      direction: z.enum(["forward", "backward"]),
      what: z.string(),
      count: z.number().optional().describe("Rows, or values that are not null."),
      evidence: z.enum(["measured", "estimated", "rule"]),
    }),
  ),
  questions: z
    .array(z.object({ about: z.string(), question: z.string(), answer: z.string() }))
    .describe("Until they are answered, forward and backward drop and make."),
  proof: z.object({ forward: WayProof, backward: WayProof }).optional(),
  skipped: z
    .array(z.object({ side: z.string(), what: z.string(), reason: z.string() }))
    .describe("What could not be loaded, or copied for the proof."),
  omitted: z
    .object({
      changes: z.int(),
      forward: z.int().describe("Statements."),
      backward: z.int(),
      losses: z.int(),
      questions: z.int(),
      skipped: z.int(),
    })
    .optional()
    .describe("That did not fit."),
  next_cursor: z.string().optional(),
});
export type Report = z.infer<typeof Report>;
