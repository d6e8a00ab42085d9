import { ToolError } from "../core/errors.ts";
import type { Project } from "../core/neon.ts";
import { Recent } from "../core/recent.ts";
import { allPages, PAGE } from "./paging.ts";
import type { Requests } from "./requests.ts";
import { find, listed, missing, quoted } from "./resolve.ts";
import { projectFrom } from "./shapes.ts";

export interface Projects {
  /** As they are now. */
  all(signal: AbortSignal): Promise<readonly Project[]>;
  /** By name or id, from memory where it is fresh enough; without a name the one of the settings, or the only one. */
  one(wanted: string | undefined, signal: AbortSignal): Promise<Project>;
  forget(): void;
}

export interface ProjectsOptions {
  readonly requests: Requests;
  /** Name or id of the settings. */
  readonly project: string | undefined;
  readonly rememberMs: number;
}

/** That are remembered. */
const NAMES = 200;

export function createProjects({ requests, project, rememberMs }: ProjectsOptions): Projects {
  /** What a name led to, and the only project under the name "". */
  const known = new Recent<string, { readonly project: Project; readonly at: number }>(NAMES);

  const all: Projects["all"] = async (signal) => {
    const projects = await listOfAllOrganizations(requests, signal);
    // the only one is it no more
    if (project === undefined && projects.length !== 1) known.delete("");
    return projects.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  };

  const search = async (wanted: string, signal: AbortSignal): Promise<Project> => {
    const byId = isProjectId(wanted) ? await read(requests, wanted, signal) : undefined;
    if (byId !== undefined) return byId;
    const projects = await all(signal);
    const found = find("project", wanted, projects, (each) => each);
    if (found !== undefined) return found;
    throw missing(
      "project",
      wanted,
      projects.map(({ name }) => name),
    );
  };

  return {
    all,
    async one(wanted = project, signal) {
      const remembered = known.get(wanted ?? "");
      if (remembered !== undefined && Date.now() - remembered.at < rememberMs)
        return remembered.project;
      const found = wanted === undefined ? only(await all(signal)) : await search(wanted, signal);
      known.set(wanted ?? "", { project: found, at: Date.now() });
      return found;
    },
    forget: () => known.clear(),
  };
}

/** Neon's ids end in digits: `shiny-wind-028834`. Asking for one costs one request, and also finds shared projects. */
const isProjectId = (name: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*-[0-9a-f]{6,}$/.test(name);

async function read(
  requests: Requests,
  id: string,
  signal: AbortSignal,
): Promise<Project | undefined> {
  try {
    const answer = await requests.read(
      { what: `look at project ${quoted(id)}`, signal },
      (client, params) => client.getProject(id, params),
    );
    return projectFrom(answer.project);
  } catch (error) {
    if (error instanceof ToolError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

function only(projects: readonly Project[]): Project {
  const [first, ...others] = projects;
  if (first === undefined)
    throw new ToolError(
      "NOT_FOUND",
      "This Neon account has no project.",
      "Ask the user to create one at https://console.neon.tech.",
    );
  if (others.length > 0)
    throw new ToolError(
      "INVALID_INPUT",
      `There are ${projects.length} projects and none was named.`,
      `Name one as \`project\`: ${listed(labels(projects))}.`,
    );
  return first;
}

/** Names, and ids where names are not unique. */
const labels = (projects: readonly Project[]): string[] =>
  projects.map(({ id, name }) =>
    projects.filter((other) => other.name === name).length > 1 ? id : name,
  );

/** A personal key has to name the organization; the API answers 400 without. */
async function listOfAllOrganizations(requests: Requests, signal: AbortSignal): Promise<Project[]> {
  try {
    return await list(requests, undefined, signal);
  } catch (error) {
    if (!(error instanceof ToolError && error.code === "INVALID_INPUT")) throw error;
    const { organizations } = await requests.read(
      { what: "list the organizations", signal },
      (client, params) => client.getCurrentUserOrganizations(params),
    );
    if (organizations.length === 0) throw error;
    const lists = await Promise.all(organizations.map(({ id }) => list(requests, id, signal)));
    return lists.flat();
  }
}

const list = (requests: Requests, organization: string | undefined, signal: AbortSignal) =>
  allPages(async (cursor) => {
    const query = {
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
      ...(organization === undefined ? {} : { org_id: organization }),
    };
    const { projects, pagination } = await requests.read(
      { what: "list the projects", signal },
      (client, params) => client.listProjects(query, params),
    );
    // the API gives a cursor on the last page too
    const next = projects.length < PAGE ? undefined : pagination?.cursor;
    return { items: projects.map(projectFrom), next };
  });
