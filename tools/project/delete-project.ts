import * as z from "zod";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/project/delete.ts"));

export const deleteProject = defineTool({
  name: "delete_project",
  title: "Delete a project",
  description: "Delete a project with all its branches.",
  effect: "destroy",
  input: z.object({ project: z.string(), confirm_token: z.string().optional() }),
  output: z.object({
    project: z.object({ id: z.string(), name: z.string() }),
    branches: z.array(z.string()),
    snapshots: z.number(),
    duration_ms: z.number(),
  }),
  untrusted: ["project", "branches"],
  lists: ["branches"],

  async run(input, deps, call) {
    const started = performance.now();
    const deleted = await (await implementation()).deleteProject(input, deps, call);
    const { project, branches, snapshots } = deleted;
    return {
      project: { id: project.id, name: project.name },
      branches: branches.map(({ name }) => name),
      snapshots: snapshots.length,
      duration_ms: Math.round(performance.now() - started),
    };
  },

  render({ project, branches, duration_ms: ms }) {
    return {
      head: `Deleted project ${identifier(project.name)} (${project.id}) with ${branches.length} ${branches.length === 1 ? "branch" : "branches"} in ${ms} ms.`,
      next: `Neon in the cloud keeps a deleted project for seven days: its console brings it back, or POST /projects/${project.id}/recover. The local Neon does not.`,
    };
  },
});
