import * as z from "zod";
import { BranchView, branchView } from "../../src/core/branch.ts";
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
    duration_ms: z.number(),
  }),
  untrusted: ["branch", "kept"],

  async run(input, deps, call) {
    const started = performance.now();
    const { branch, kept } = await (await implementation()).restoreBranch(input, deps, call);
    return {
      branch: branchView(branch),
      kept: branchView(kept),
      duration_ms: Math.round(performance.now() - started),
    };
  },

  render({ branch, kept, duration_ms: ms }) {
    return {
      head: `Restored branch ${identifier(branch.name)} in ${ms} ms; its open connections were cut.`,
      next: `What was on it is branch ${identifier(kept.name)}: compare, take over what is missing, then delete_branch.`,
    };
  },
});
