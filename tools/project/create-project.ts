import * as z from "zod";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { SizeInput } from "../../src/core/size-input.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/project/create.ts"));
const plan = once(() => import("../../src/project/plan.ts"));

export const createProject = defineTool({
  name: "create_project",
  title: "Create a project",
  description: "A new project with an empty database.",
  effect: "write",
  input: z.object({
    name: z.string().min(1).max(256).optional().describe("Default: made up."),
    organization: z.string().optional().describe("Id."),
    region: z.string().optional().describe('"aws-eu-central-1"'),
    postgres: z.int().optional().describe("Major version."),
    history: z.string().optional().describe('"6h", "7d"'),
    compute: SizeInput.optional().describe('{"min_cu":0.25,"max_cu":2,"suspend_seconds":300}'),
  }),
  output: z.object({
    project: z.object({
      id: z.string(),
      name: z.string(),
      region: z.string(),
      postgres: z.number(),
      history_seconds: z.number(),
      min_cu: z.number(),
      max_cu: z.number(),
      subscription: z.string().optional(),
    }),
    branch: z.string(),
    costs: z.string().optional(),
    duration_ms: z.number(),
  }),
  untrusted: ["project", "branch"],

  async run(input, deps, call) {
    const started = performance.now();
    const { project, branch } = await (await implementation()).createProject(input, deps, call);
    const costs = (await plan()).costsOf(project);
    const { id, name, region, postgres, historySeconds, computeSize, subscription } = project;
    return {
      project: {
        id,
        name,
        region,
        postgres,
        history_seconds: historySeconds,
        min_cu: computeSize.minCu,
        max_cu: computeSize.maxCu,
        ...(subscription === undefined ? {} : { subscription }),
      },
      branch: branch.name,
      ...(costs === undefined ? {} : { costs }),
      duration_ms: Math.round(performance.now() - started),
    };
  },

  render({ project, branch, costs, duration_ms: ms }) {
    return {
      head: `Created project ${identifier(project.name)} (${project.id}) in ${identifier(project.region)}, Postgres ${project.postgres}, default branch ${identifier(branch)}, in ${ms} ms.${costs === undefined ? "" : ` ${costs}`}`,
      next: `Work there with target {"project":${JSON.stringify(project.id)}}.`,
    };
  },
});
