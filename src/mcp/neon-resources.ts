import { type McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { fenced } from "../core/fence.ts";
import { identifier } from "../core/identifier.ts";
import type { Project } from "../core/neon.ts";
import type { Tool } from "../core/tool.ts";
import type { Complete, NeonCompletions } from "./completions.ts";
import { document, documentOf, type ResourceConfig, variable } from "./document.ts";

const projectsUri = "neon://projects";
const branchesUri = (project: string): string =>
  `${projectsUri}/${encodeURIComponent(project)}/branches`;

/** The projects, the branches of each, and the schema of a database on a branch. */
export function registerNeonResources(
  server: McpServer,
  config: ResourceConfig,
  completions: NeonCompletions,
): void {
  const tool = (name: string): Tool | undefined => config.tools.find((each) => each.name === name);
  const [list, describe] = [tool("list_branches"), tool("describe_database")];
  if (list === undefined) return;
  const projects = async (signal: AbortSignal): Promise<readonly Project[]> =>
    (await config.deps.neon("read")).projects(signal);

  server.registerResource(
    "projects",
    projectsUri,
    { title: "Projects", description: "Every project of this Neon.", mimeType: "text/plain" },
    async (uri, ctx) => document(uri, fenced(projectLines(await projects(ctx.mcpReq.signal)))),
  );
  server.registerResource(
    "branches",
    new ResourceTemplate(`${projectsUri}/{project}/branches`, {
      list: async (ctx) => ({
        resources: (await projects(ctx.mcpReq.signal)).map(({ id, name }) => ({
          uri: branchesUri(id),
          name: `Branches of ${identifier(name)}`,
        })),
      }),
      complete: { project: completer(completions.project) },
    }),
    { title: "Branches", description: "The branches of a project.", mimeType: "text/plain" },
    (uri, { project }, ctx) => documentOf(uri, list, { project: variable(project) }, ctx, config),
  );
  if (describe === undefined) return;
  const database = `${projectsUri}/{project}/branches/{branch}/databases/{database}`;
  const complete = {
    project: completer(completions.project),
    branch: completer(completions.branch),
    database: completer(completions.database),
  };
  server.registerResource(
    "database",
    new ResourceTemplate(database, { list: undefined, complete }),
    {
      title: "Database of a branch",
      description: "Tables, columns and keys of a database on a branch.",
      mimeType: "text/plain",
    },
    (uri, variables, ctx) =>
      documentOf(uri, describe, { target: targetOf(variables), detail: "summary" }, ctx, config),
  );
  server.registerResource(
    "database as a role",
    new ResourceTemplate(`${database}/roles/{role}`, {
      list: undefined,
      complete: { ...complete, role: completer(completions.role) },
    }),
    {
      title: "Database as a role sees it",
      description: "The same, asked as a role of the branch.",
      mimeType: "text/plain",
    },
    (uri, variables, ctx) =>
      documentOf(uri, describe, { target: targetOf(variables), detail: "summary" }, ctx, config),
  );
}

const targetOf = (variables: Record<string, string | string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, variable(value)]));

/** The SDK's form of a completion. */
const completer =
  (complete: Complete) =>
  (
    typed: string,
    context?: { arguments?: Record<string, string> | undefined },
  ): Promise<string[]> =>
    complete(typed, context?.arguments);

const projectLines = (projects: readonly Project[]): string =>
  projects
    .map(
      ({ id, name, postgres, region, createdAt }) =>
        `${identifier(name)}  ${id}, Postgres ${postgres}, ${region}, made ${createdAt}`,
    )
    .join("\n");
