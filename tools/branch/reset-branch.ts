import * as z from "zod";
import { BranchView, branchView, keptText } from "../../src/core/branch.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/branch/reset.ts"));

export const resetBranch = defineTool({
  name: "reset_branch",
  title: "Reset a branch",
  description: "Bring a branch to its parent's present; what was written on it goes.",
  effect: "destroy",
  input: z.object({
    branch: z.string(),
    project: z.string().optional(),
    keep_as: z.string().min(1).max(256).optional(),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    branch: BranchView,
    kept: BranchView.optional().describe("Holds what was on it."),
    kept_has_compute: z.boolean().optional(),
    duration_ms: z.number(),
  }),
  untrusted: ["branch", "kept"],

  async run(input, deps, call) {
    const started = performance.now();
    const { resetBranch: reset } = await implementation();
    const { branch, kept, reachable } = await reset(input, deps, call);
    return {
      branch: branchView(branch),
      ...(kept === undefined ? {} : { kept: branchView(kept) }),
      ...(reachable === undefined ? {} : { kept_has_compute: reachable }),
      duration_ms: Math.round(performance.now() - started),
    };
  },

  render({ branch, kept, kept_has_compute: reachable, duration_ms: ms }) {
    const parent = branch.parent === undefined ? "its parent" : identifier(branch.parent);
    return {
      head: `Branch ${identifier(branch.name)} is as ${parent} is now, after ${ms} ms; its open connections were cut.`,
      next: kept === undefined ? "" : keptText(kept.name, reachable === true),
    };
  },
});
