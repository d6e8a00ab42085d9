import type * as api from "@neondatabase/api-client";
import type { CreatedProject, NewProject } from "../../core/manage/projects.ts";
import type { Progress, Project } from "../../core/neon.ts";
import { amended, LostAnswerError } from "../errors.ts";
import type { Managing } from "../manage.ts";
import { tell } from "../progress.ts";
import { quoted } from "../resolve.ts";
import { undone } from "../undone.ts";
import { deleteProject } from "./delete-project.ts";
import { detailsOf, sizeBody } from "./project-shape.ts";

/**
 * Makes a project and waits until it can be used. When that fails or is cancelled, it is removed again, and the error says so. A lost
 * answer is settled by what projects there are that were not there before; with it come the password and its redaction.
 */
export async function createProject(
  parts: Managing,
  request: NewProject,
  call: Progress,
): Promise<CreatedProject> {
  const { operations, projects } = parts;
  const before = new Set((await projects.all(call.signal)).map(({ id }) => id));
  try {
    const made = await send(parts, request, call);
    try {
      await operations.finish(made.operations, call);
      return await created(parts, made.project, call.signal);
    } catch (error) {
      const { id } = made.project;
      throw await undone(
        parts.limits,
        {
          kind: "project",
          named: quoted(id),
          settle: (quiet) => operations.finish(made.operations, quiet),
          remove: (quiet) => deleteProject(parts, made.project, quiet),
          byHand: `\`delete_project\`, \`project\` ${quoted(id)}`,
        },
        error,
      );
    }
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    return await found(parts, request, { before, error, call });
  } finally {
    projects.forget();
  }
}

async function send({ requests, redact }: Managing, request: NewProject, call: Progress) {
  const { name } = request;
  const made = await requests.write(
    {
      what: name === undefined ? "create a project" : `create project ${quoted(name)}`,
      signal: call.signal,
      waiting: (message) => tell(call, message),
      next: "Change the input as Neon says; `list_projects` shows the projects there are.",
    },
    (client, params) => client.createProject(newBody(request), params),
  );
  for (const { password } of made.roles) if (password !== undefined) redact(password);
  return made;
}

async function created(
  parts: Managing,
  { id, name }: Pick<Project, "id" | "name">,
  signal: AbortSignal,
): Promise<CreatedProject> {
  const [project, { branch }] = await Promise.all([
    detailsOf(parts, id, signal),
    parts.branches.now({ id, name }, undefined, signal),
  ]);
  return { project, branch };
}

interface Lost {
  /** Ids. */
  readonly before: ReadonlySet<string>;
  readonly error: LostAnswerError;
  readonly call: Progress;
}

/** Names are not unique: what is found may be somebody else's, and is never removed. */
async function found(
  parts: Managing,
  { name: wanted }: NewProject,
  { before, error, call }: Lost,
): Promise<CreatedProject> {
  const all = await parts.projects.all(AbortSignal.timeout(parts.limits.cleanup));
  const fresh = all.filter(({ id, name }) => !before.has(id) && name === (wanted ?? name));
  const [only] = fresh;
  if (only === undefined) throw amended(error, "There is no new project.", "Call again.");
  if (fresh.length > 1 || call.signal.aborted)
    throw amended(
      error,
      `New ${fresh.length === 1 ? "is" : "are"} ${fresh.map(({ id }) => quoted(id)).join(", ")}.`,
      "Look with `list_projects`, and remove what is not wanted with `delete_project`.",
    );
  await parts.operations.finishOf(only.id, undefined, call);
  return created(parts, only, call.signal);
}

function newBody(request: NewProject): api.ProjectCreateRequest {
  const { name, organization, region, postgres, historySeconds, computeSize } = request;
  return {
    project: {
      ...(name === undefined ? {} : { name }),
      ...(organization === undefined ? {} : { org_id: organization }),
      ...(region === undefined ? {} : { region_id: region }),
      ...(postgres === undefined ? {} : { pg_version: postgres }),
      ...(historySeconds === undefined ? {} : { history_retention_seconds: historySeconds }),
      ...(computeSize === undefined ? {} : { default_endpoint_settings: sizeBody(computeSize) }),
    },
  };
}
