import * as z from "zod";
import { BranchView, branchView } from "../../src/core/branch.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/branch/update.ts"));

export const updateBranch = defineTool({
  name: "update_branch",
  title: "Update a branch",
  description: "Rename, protect or set the expiry of a branch.",
  effect: "destroy",
  input: z.object({
    branch: z.string(),
    project: z.string().optional(),
    name: z.string().min(1).max(256).optional().describe("New name."),
    protected: z.boolean().optional().describe("Guard it from agents."),
    expires_in: z.string().optional().describe('"2h" or "never"'),
    confirm_token: z.string().optional(),
  }),
  output: z.object({ branch: BranchView }),
  untrusted: ["branch"],

  async run(input, deps, call) {
    const branch = await (await implementation()).updateBranch(input, deps, call);
    return { branch: branchView(branch) };
  },

  render({ branch }) {
    const words = [
      branch.protected ? "protected" : "not protected",
      branch.expires_at === undefined ? "does not expire" : `expires ${branch.expires_at}`,
    ];
    return { head: `Branch ${identifier(branch.name)} (${branch.id}): ${words.join(", ")}.` };
  },
});
