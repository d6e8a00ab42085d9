import * as z from "zod";
import { BranchView, branchView, ProjectView } from "../../src/core/branch.ts";
import { bytesText } from "../../src/core/bytes.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/branch/list.ts"));

export const listBranches = defineTool({
  name: "list_branches",
  title: "List branches",
  description: "Branches of a project as a tree.",
  effect: "read",
  input: z.object({
    project: z.string().optional(),
    search: z.string().optional().describe("Part of a name."),
    cursor: z.string().optional(),
  }),
  output: z.object({
    project: ProjectView,
    branches: z.array(BranchView.extend({ depth: z.number() })),
    total: z.number(),
    next_cursor: z.string().optional(),
  }),
  untrusted: ["project", "branches"],

  async run(input, deps, call) {
    const page = await (await implementation()).listBranches(input, deps, call.signal);
    return {
      project: { id: page.project.id, name: page.project.name },
      branches: page.branches.map(({ branch, depth }) => ({ ...branchView(branch), depth })),
      total: page.total,
      ...(page.next === undefined ? {} : { next_cursor: page.next }),
    };
  },

  render({ project, branches, total, next_cursor: cursor }) {
    const lines = branches.map(({ depth, name, ...branch }) => {
      const words = [
        branch.id,
        ...(branch.default ? ["default"] : []),
        ...(branch.protected ? ["protected"] : []),
        ...(branch.state === "ready" ? [] : [branch.state]),
        ...(branch.bytes === undefined ? [] : [bytesText(branch.bytes)]),
        `made ${branch.created_at}`,
        ...(branch.expires_at === undefined ? [] : [`expires ${branch.expires_at}`]),
      ];
      return `${"  ".repeat(depth)}${identifier(name)}  ${words.join(", ")}`;
    });
    return {
      head: `${total} ${total === 1 ? "branch" : "branches"} in project ${identifier(project.name)}.`,
      data: lines.join("\n"),
      next:
        cursor === undefined ? "" : `More: repeat the call with cursor="${identifier(cursor)}".`,
    };
  },
});
