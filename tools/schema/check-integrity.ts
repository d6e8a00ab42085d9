import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { integrityText } from "../../src/schema/integrity/text.ts";

const implementation = once(() => import("../../src/schema/integrity/check-integrity.ts"));

export const checkIntegrity = defineTool({
  name: "check_integrity",
  title: "Check integrity",
  description: "Find orphans, duplicates, drift, damage.",
  effect: "read",
  input: z.object({
    target: KnownTarget.optional(),
    checks: z.array(z.string()).optional().describe("Only"),
    sample: z.number().optional().describe("% to read"),
  }),
  output: z.object({
    target: Target,
    findings: z.array(
      Finding.extend({ count: z.number().optional(), samples: z.array(z.string()).optional() }),
    ),
    checked: z.array(
      z.object({ check: z.string(), probes: z.int(), sampled: z.int(), findings: z.int() }),
    ),
    omitted: z.int().optional().describe("Findings that did not fit; `checks` asks for fewer."),
    skipped: z.array(z.object({ check: z.string(), reason: z.string() })),
  }),
  untrusted: ["findings", "skipped"],

  async run(input, deps, call) {
    const { checkIntegrity: check } = await implementation();
    const { target, findings, checked, skipped, omitted } = await check(input, deps, call);
    return {
      target,
      findings: findings.map(({ samples, ...finding }) => ({
        ...finding,
        ...(samples === undefined ? {} : { samples: [...samples] }),
      })),
      checked: [...checked],
      skipped: [...skipped],
      ...(omitted === undefined ? {} : { omitted }),
    };
  },

  render: integrityText,
});
