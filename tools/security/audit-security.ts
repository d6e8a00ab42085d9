import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { auditText } from "../../src/rules/text.ts";
import { readModel } from "../../src/rules/facts/model.ts";

const implementation = once(() => import("../../src/rules/audit.ts"));

const Names = z.array(z.string());

export const auditSecurity = defineTool({
  name: "audit_security",
  title: "Audit security",
  description: "Audit roles, grants, policies, secrets.",
  effect: "read",
  input: z.object({
    target: KnownTarget.optional(),
    ddl: z.string().optional().describe("Instead"),
    model: z
      .record(z.string(), z.unknown())
      .optional()
      .describe("owner, migration, application[], read_only[]"),
    sample: z.boolean().optional().describe("Read values"),
    rules: Names.optional().describe("Only"),
    ignore: Names.optional().describe("Also keys"),
    baseline: z.string().optional().describe("File"),
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
    roles: z.array(
      z.object({
        name: z.string(),
        purpose: z.enum(["owner", "migration", "application", "read_only", "person"]).optional(),
        purpose_from: z.enum(["model", "privileges"]).optional(),
        attributes: z.array(z.string()),
        members: z.array(z.string()),
        grants: z.array(z.string()),
      }),
    ),
    skipped: z.array(z.object({ what: z.string(), reason: z.string() })),
    next_cursor: z.string().optional(),
  }),
  untrusted: ["findings", "roles", "skipped"],

  async run(input, deps, call) {
    const { auditSecurity: audit } = await implementation();
    const model = input.model === undefined ? undefined : readModel(input.model);
    const { target, findings, groups, roles, skipped, next_cursor } = await audit(
      { ...input, model },
      deps,
      call,
    );
    return {
      ...(target === undefined ? {} : { target }),
      findings: [...findings],
      groups: [...groups],
      roles: [...roles],
      skipped: [...skipped],
      ...(next_cursor === undefined ? {} : { next_cursor }),
    };
  },

  render: auditText,
});
