import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { healthText } from "../../src/health/text.ts";

const implementation = once(() => import("../../src/health/check.ts"));

export const checkHealth = defineTool({
  name: "check_health",
  title: "Check health",
  description: "What is sick, and the safe way out.",
  effect: "read",
  input: z.object({
    target: KnownTarget.optional(),
    areas: z.array(z.string()).optional().describe("Only"),
    slo_ms: z.number().positive().optional().describe("default 1000"),
    alerts: z.boolean().optional().describe("For a monitor"),
  }),
  output: z.object({
    target: Target,
    verdicts: z.array(
      z.object({
        area: z.string(),
        verdict: z.enum(["ok", "watch", "act"]),
        summary: z.string(),
        figures: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
      }),
    ),
    findings: z.array(Finding),
    alerts: z.array(z.object({ path: z.string(), content: z.string() })),
    skipped: z.array(z.object({ area: z.string(), reason: z.string() })),
    writable: z.boolean(),
  }),
  untrusted: ["verdicts", "findings", "skipped"],
  lists: ["findings", "skipped"],

  async run(input, deps, call) {
    const health = await (await implementation()).checkHealth(input, deps, call);
    return {
      target: health.target,
      verdicts: health.verdicts.map(({ area, verdict, summary, figures }) => ({
        area,
        verdict,
        summary,
        figures: { ...figures },
      })),
      findings: [...health.findings],
      alerts: [...health.alerts],
      skipped: [...health.skipped],
      writable: health.writable,
    };
  },

  render: healthText,
});
