import { anything, integer, object, optional, text } from "../api/check.ts";
import { refused } from "../api/error.ts";
import type { ApiRequest, Reply, Routes } from "../api/router.ts";
import type { Control } from "../control.ts";
import { branchesOf, findProject } from "../find.ts";
import { all, now, remove, removeBranch, update } from "../state/changes.ts";
import { projectItemView, projectView } from "../views/project.ts";
import { sizeFrom, sizeShape } from "../work/size.ts";
import { createProject } from "./create-project.ts";
import { pageOf } from "./page.ts";

const changes = object({
  project: object({
    name: optional(text({ min: 1, max: 256 })),
    history_retention_seconds: optional(integer({ min: 0, max: 2_592_000 })),
    default_endpoint_settings: optional(object({ ...sizeShape, pg_settings: anything })),
    settings: anything,
  }),
});

export const projectRoutes = (control: Control): Routes => ({
  "GET /projects": (request) => listProjects(control, request),
  "POST /projects": (request) => createProject(control, request),
  "GET /projects/:project": (request) => ({
    status: 200,
    body: { project: projectView(findProject(control, request)) },
  }),
  "PATCH /projects/:project": (request) => updateProject(control, request),
  "DELETE /projects/:project": (request) => deleteProject(control, request),
});

function listProjects({ store }: Control, { query }: ApiRequest): Reply {
  const search = query.get("search") ?? "";
  const found = Object.values(store.state.projects).filter(
    ({ id, name }) => id.includes(search) || name.includes(search),
  );
  const { rows, next } = pageOf(found, query, {
    key: ({ createdAt }) => createdAt,
    descending: true,
    limit: 10,
    most: 400,
  });
  return {
    status: 200,
    body: {
      projects: rows.map(projectItemView),
      applications: {},
      integrations: {},
      ...(next === undefined ? {} : { pagination: { cursor: next } }),
    },
  };
}

async function updateProject(control: Control, request: ApiRequest): Promise<Reply> {
  const { id } = findProject(control, request);
  const { project: given } = changes(request.body, "body");
  await control.jobs.change(
    { changes: [], reads: [id] },
    update("projects", id, (project) => ({
      ...project,
      name: given.name ?? project.name,
      historySeconds: given.history_retention_seconds ?? project.historySeconds,
      size: sizeFrom(given.default_endpoint_settings ?? {}, project.size),
      updatedAt: now(),
    })),
  );
  return {
    status: 200,
    body: { project: projectView(findProject(control, request)), operations: [] },
  };
}

/** The answer names no operations, so it comes when they are over. */
async function deleteProject(control: Control, request: ApiRequest): Promise<Reply> {
  const project = findProject(control, request);
  const branches = branchesOf(control, project);
  if (branches.some(({ isProtected }) => isProtected))
    throw refused("cannot delete project with protected branches");
  const { snapshots, endpoints } = control.store.state;
  const kept = Object.values(snapshots).filter(({ projectId }) => projectId === project.id);
  const ours = Object.values(endpoints).filter(({ projectId }) => projectId === project.id);
  const ids = [...branches, ...kept].map(({ id }) => id);
  const { done } = await control.jobs.start({
    projectId: project.id,
    locks: { changes: [project.id, ...ids] },
    steps: [
      {
        action: "delete_timeline",
        run: async ({ mayBeGarbage }) => {
          for (const { id } of ours) control.disconnect(id);
          for (const { data } of [...branches, ...kept]) if (data !== undefined) mayBeGarbage(data);
          return all(
            ...branches.map(({ id }) => removeBranch(id)),
            remove("snapshots", ...kept.map(({ id }) => id)),
            remove("projects", project.id),
          );
        },
      },
    ],
  });
  const error = await done;
  if (error !== undefined) throw error;
  return { status: 200, body: { project: projectView(project) } };
}
