import * as z from "zod";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { SizeInput } from "../../src/core/size-input.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/project/update.ts"));
const notes = once(() => import("../../src/project/notes.ts"));
const login = once(() => import("../../src/postgres/log-in.ts"));

export const updateProject = defineTool({
  name: "update_project",
  title: "Update a project",
  description: "Settings of a project.",
  effect: "destroy",
  input: z.object({
    project: z.string().optional(),
    name: z.string().min(1).max(256).optional().describe("New name."),
    history: z.string().optional().describe('To restore from: "6h", "7d"'),
    compute: SizeInput.optional().describe("Of new ones; as in create_project."),
    protect: z.array(z.string()).optional().describe("Branches."),
    unprotect: z.array(z.string()).optional().describe("Branches."),
    ip_allow: z
      .strictObject({ ips: z.array(z.string()), protected_branches_only: z.boolean().optional() })
      .optional()
      .describe("No ips: anywhere."),
    logical_replication: z.literal(true).optional().describe("For good."),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    project: z.object({
      id: z.string(),
      name: z.string(),
      history_seconds: z.number(),
      compute: z.object({
        min_cu: z.number(),
        max_cu: z.number(),
        suspend_seconds: z.number(),
      }),
      ip_allow: z.object({ ips: z.array(z.string()), protected_branches_only: z.boolean() }),
      logical_replication: z.boolean(),
    }),
    protected: z.array(z.string()),
    unprotected: z.array(z.string()),
    ip_allow_checked_on: z
      .string()
      .optional()
      .describe("Branch that this server connected to afterwards."),
    notes: z.array(z.string()),
  }),
  untrusted: ["project", "protected", "unprotected", "ip_allow_checked_on"],

  async run(input, deps, call) {
    const { logIn } = await login();
    const updated = await (await implementation()).updateProject(input, deps, call, logIn);
    const { project, ips } = updated;
    return {
      project: {
        id: project.id,
        name: project.name,
        history_seconds: project.historySeconds,
        compute: {
          min_cu: project.computeSize.minCu,
          max_cu: project.computeSize.maxCu,
          suspend_seconds: project.computeSize.suspendSeconds,
        },
        ip_allow: {
          ips: [...project.ipAllow.ips],
          protected_branches_only: project.ipAllow.protectedBranchesOnly,
        },
        logical_replication: project.logicalReplication,
      },
      protected: updated.protected.map(({ name }) => name),
      unprotected: updated.unprotected.map(({ name }) => name),
      ...(ips?.checkedOn === undefined ? {} : { ip_allow_checked_on: ips.checkedOn.name }),
      notes: (await notes()).notesOn(updated),
    };
  },

  render({ project, notes: said }) {
    return {
      head: `Project ${identifier(project.name)} (${project.id}) is updated.`,
      next: said.join(" "),
    };
  },
});
