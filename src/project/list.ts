import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { ProjectDetails } from "../core/manage/projects.ts";
import type { Neon, Project } from "../core/neon.ts";
import { currentProject } from "./current.ts";

const PAGE = 20;
/** Two requests each, and Neon takes 40 in a second. */
const AT_ONCE = 5;

export interface ListRequest {
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface ListedProject extends ProjectDetails {
  readonly branches: number;
  /** Calls that name no project mean this one. */
  readonly isCurrent: boolean;
}

export interface ProjectPage {
  readonly projects: readonly ListedProject[];
  readonly total: number;
  readonly next?: string;
}

/** A page of the projects by name, each as it is now. The cursor is the id of the last one before it. */
export async function listProjects(
  { search, cursor }: ListRequest,
  deps: Deps,
  signal: AbortSignal,
): Promise<ProjectPage> {
  const neon = await deps.neon("read");
  const all = (await neon.projects(signal)).filter(
    ({ id, name }) =>
      search === undefined || id === search || name.toLowerCase().includes(search.toLowerCase()),
  );
  const start = cursor === undefined ? 0 : 1 + all.findIndex(({ id }) => id === cursor);
  if (cursor !== undefined && start === 0)
    throw new ToolError(
      "INVALID_INPUT",
      "The project that the cursor names is not in this list any more.",
      "Call list_projects without `cursor` to begin anew.",
    );
  const page = all.slice(start, start + PAGE);
  const current = await currentProject(neon, signal);
  const projects: ListedProject[] = [];
  for (let at = 0; at < page.length; at += AT_ONCE)
    projects.push(
      ...(await Promise.all(
        page.slice(at, at + AT_ONCE).map((each) => look(neon, each, current, signal)),
      )),
    );
  const last = page.at(-1);
  return {
    projects,
    total: all.length,
    ...(last === undefined || start + PAGE >= all.length ? {} : { next: last.id }),
  };
}

async function look(
  neon: Neon,
  { id }: Project,
  current: string | undefined,
  signal: AbortSignal,
): Promise<ListedProject> {
  const [details, branches] = await Promise.all([
    neon.manage.projects.details(id, signal),
    neon.branches(id, signal),
  ]);
  return { ...details, branches: branches.length, isCurrent: id === current };
}
