import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { reviewText } from "../../src/rules/text.ts";

const implementation = once(() => import("../../src/rules/review.ts"));

const Names = z.array(z.string());

export const reviewSchema = defineTool({
  name: "review_schema",
  title: "Review a schema",
  description: "Find what is wrong in a schema.",
  effect: "read",
  input: z.object({
    target: KnownTarget.optional(),
    ddl: z.string().optional().describe("Instead"),
    rules: Names.optional().describe("Only"),
    ignore: Names.optional().describe("Also keys, files"),
    cursor: z.string().optional(),
  }),
  output: z.object({
    target: Target.optional(),
    findings: z.array(Finding.extend({ rollback: z.string().optional() })),
    groups: z
      .array(
        z.object({ rule: z.string(), level: z.enum(["error", "warning", "info"]), count: z.int() }),
      )
      .describe("All findings, on the first page."),
    skipped: z.array(z.object({ what: z.string(), reason: z.string() })),
    next_cursor: z.string().optional(),
  }),
  untrusted: ["findings", "skipped"],

  async run(input, deps, call) {
    const { reviewSchema: review } = await implementation();
    const { findings, groups, skipped, ...rest } = await review(input, deps, call);
    return { ...rest, findings: [...findings], groups: [...groups], skipped: [...skipped] };
  },

  render: reviewText,
});
