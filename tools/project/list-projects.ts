import * as z from "zod";
import { bytesText } from "../../src/core/bytes.ts";
import { durationText } from "../../src/core/duration.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/project/list.ts"));
const view = once(() => import("../../src/project/view.ts"));

export const listProjects = defineTool({
  name: "list_projects",
  title: "List projects",
  description: "Projects and their settings.",
  effect: "read",
  input: z.object({
    search: z.string().optional().describe("Part of a name."),
    cursor: z.string().optional(),
  }),
  output: z.object({
    projects: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        current: z.boolean().describe("Calls that name no project mean it."),
        region: z.string(),
        postgres: z.number(),
        branches: z.number(),
        storage_bytes: z.number().optional(),
        history_seconds: z.number(),
        subscription: z.string().optional(),
        organization: z.string().optional(),
        ip_allow: z.array(z.string()).optional(),
        logical_replication: z.boolean(),
        created_at: z.string(),
      }),
    ),
    total: z.number(),
    next_cursor: z.string().optional(),
  }),
  untrusted: ["projects"],

  async run(input, deps, call) {
    const page = await (await implementation()).listProjects(input, deps, call.signal);
    const { projectView } = await view();
    return {
      projects: page.projects.map((each) => ({
        ...projectView(each),
        current: each.isCurrent,
        branches: each.branches,
        ...(each.ipAllow.ips.length === 0 ? {} : { ip_allow: [...each.ipAllow.ips] }),
        logical_replication: each.logicalReplication,
        created_at: each.createdAt,
      })),
      total: page.total,
      ...(page.next === undefined ? {} : { next_cursor: page.next }),
    };
  },

  render({ projects, total, next_cursor: cursor }) {
    const lines = projects.map((project) => {
      const { storage_bytes: bytes, history_seconds: history, ip_allow: ips } = project;
      const words = [
        project.id,
        ...(project.current ? ["current"] : []),
        project.region,
        `Postgres ${project.postgres}`,
        `${project.branches} ${project.branches === 1 ? "branch" : "branches"}`,
        ...(bytes === undefined ? [] : [bytesText(bytes)]),
        `history ${durationText(history)}`,
        ...(project.subscription === undefined ? [] : [project.subscription]),
        ...(project.organization === undefined ? [] : [project.organization]),
        ...(ips === undefined ? [] : ["IP Allow"]),
        ...(project.logical_replication ? ["logical replication"] : []),
      ];
      return `${identifier(project.name)}  ${words.join(", ")}`;
    });
    const named = projects.some(({ current }) => current);
    return {
      head: `${total} ${total === 1 ? "project" : "projects"}.${named || total < 2 ? "" : " None is current: calls name one as `project`."}`,
      data: lines.join("\n"),
      next:
        cursor === undefined ? "" : `More: repeat the call with cursor="${identifier(cursor)}".`,
    };
  },
});
