import * as z from "zod";
import { BranchView, branchView, keptText } from "../../src/core/branch.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/branch/restore.ts"));

export const restoreBranch = defineTool({
  name: "restore_branch",
  title: "Restore a branch",
  description: "Bring a branch back to a moment or a snapshot; what it was stays as keep_as.",
  effect: "destroy",
  input: z.object({
    branch: z.string(),
    project: z.string().optional(),
    at: z.string().optional().describe("Time with zone, or LSN."),
    snapshot: z.string().optional().describe("Name or id."),
    keep_as: z.string().min(1).max(256).optional(),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    branch: BranchView,
    kept: BranchView.describe("Holds what was on it."),
    kept_has_compute: z.boolean(),
    duration_ms: z.number(),
  }),
  untrusted: ["branch", "kept"],

  async run(input, deps, call) {
    const started = performance.now();
    const { restoreBranch: restore } = await implementation();
    const { branch, kept, reachable } = await restore(input, deps, call);
    return {
      branch: branchView(branch),
      kept: branchView(kept),
      kept_has_compute: reachable,
      duration_ms: Math.round(performance.now() - started),
    };
  },

  render({ branch, kept, kept_has_compute: reachable, duration_ms: ms }) {
    return {
      head: `Restored branch ${identifier(branch.name)} in ${ms} ms; its open connections were cut.`,
      next: keptText(kept.name, reachable),
    };
  },
});
