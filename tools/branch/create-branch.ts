import * as z from "zod";
import { BranchView, branchView } from "../../src/core/branch.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/branch/create.ts"));

export const createBranch = defineTool({
  name: "create_branch",
  title: "Create a branch",
  description: "A copy to work on: of the parent's present, or as it was at a time.",
  effect: "write",
  input: z.object({
    name: z.string().min(1).max(256).optional().describe("Default: made up."),
    project: z.string().optional(),
    parent: z.string().optional().describe("Default: the default branch."),
    at: z.string().optional().describe("Time with zone, or LSN."),
    kind: z.enum(["data", "schema_only"]).default("data"),
    expires_in: z.string().optional().describe('"2h"'),
    compute: z
      .union([
        z.literal("none"),
        z.strictObject({
          min_cu: z.number().min(0.25).max(56),
          max_cu: z.number().min(0.25).max(56),
          suspend_seconds: z.int().min(-1).max(604_800),
        }),
      ])
      .optional()
      .describe("Default: the project's."),
  }),
  output: z.object({
    branch: BranchView,
    endpoint: z.object({ id: z.string(), host: z.string(), pooled_host: z.string() }).optional(),
    duration_ms: z.number(),
  }),
  untrusted: ["branch"],

  async run(input, deps, call) {
    const started = performance.now();
    const made = await (await implementation()).createBranch(input, deps, call);
    const { id, host, pooledHost } = made.endpoint ?? {};
    return {
      branch: branchView(made.branch),
      ...(id === undefined || host === undefined || pooledHost === undefined
        ? {}
        : { endpoint: { id, host, pooled_host: pooledHost } }),
      duration_ms: Math.round(performance.now() - started),
    };
  },

  render({ branch, endpoint, duration_ms: ms }) {
    const parent = branch.parent === undefined ? "" : ` from ${identifier(branch.parent)}`;
    const expiry =
      branch.expires_at === undefined
        ? "It does not expire; delete_branch removes it when it has served."
        : `It is deleted at ${branch.expires_at}.`;
    const work =
      endpoint === undefined
        ? "It has no compute, so nothing can be run on it."
        : `Work there with target {"branch":${JSON.stringify(identifier(branch.name))}}.`;
    return {
      head: `Created branch ${identifier(branch.name)} (${branch.id})${parent} in ${ms} ms.`,
      next: `${work} ${expiry}`,
    };
  },
});
