import { anything, integer, object, optional, text } from "../api/check.ts";
import { refused } from "../api/error.ts";
import type { ApiRequest, Reply, Routes } from "../api/router.ts";
import type { Control } from "../control.ts";
import { branchesOf, findProject } from "../find.ts";
import { all, now, remove, removeBranch, update } from "../state/changes.ts";
import type { Endpoint, Project } from "../state/types.ts";
import { operationView } from "../views/operation.ts";
import { projectBytes, projectItemView, projectView } from "../views/project.ts";
import { sizeFrom, sizeShape } from "../work/size.ts";
import { computeOf, suspendStep } from "../work/steps.ts";
import { createProject } from "./create-project.ts";
import { pageOf } from "./page.ts";
import { settingsFrom, settingsShape } from "./project-settings.ts";

const changes = object({
  project: object({
    name: optional(text({ min: 1, max: 256 })),
    history_retention_seconds: optional(integer({ min: 0, max: 2_592_000 })),
    default_endpoint_settings: optional(object({ ...sizeShape, pg_settings: anything })),
    settings: optional(settingsShape),
  }),
});

export const projectRoutes = (control: Control): Routes => ({
  "GET /projects": (request) => listProjects(control, request),
  "POST /projects": (request) => createProject(control, request),
  "GET /projects/:project": async (request) => ({
    status: 200,
    body: { project: await shown(control, findProject(control, request)) },
  }),
  "PATCH /projects/:project": (request) => updateProject(control, request),
  "DELETE /projects/:project": (request) => deleteProject(control, request),
});

const shown = async (control: Control, project: Project): Promise<object> =>
  projectView(project, await projectBytes(control, project));

async function listProjects(control: Control, { query }: ApiRequest): Promise<Reply> {
  const { store } = control;
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
      projects: await Promise.all(
        rows.map(async (row) => projectItemView(row, await projectBytes(control, row))),
      ),
      applications: {},
      integrations: {},
      ...(next === undefined ? {} : { pagination: { cursor: next } }),
    },
  };
}

async function updateProject(control: Control, request: ApiRequest): Promise<Reply> {
  const before = findProject(control, request);
  const { project: given } = changes(request.body, "body");
  const size = sizeFrom(given.default_endpoint_settings ?? {}, before.size);
  const settings = settingsFrom(given.settings ?? {}, before.settings);
  const change = update("projects", before.id, (project) => ({
    ...project,
    name: given.name ?? project.name,
    historySeconds: given.history_retention_seconds ?? project.historySeconds,
    size,
    settings,
    updatedAt: now(),
  }));
  const wasLogical = before.settings?.enable_logical_replication === true;
  const restarts = settings.enable_logical_replication === true && !wasLogical;
  const active = restarts ? activeEndpoints(control, before) : [];
  const locks = {
    changes: active.flatMap(({ id, branchId }) => [id, branchId]),
    reads: [before.id],
  };
  const steps = active.map(({ id }) => suspendStep(control, id));
  const operations =
    steps.length === 0
      ? []
      : (await control.jobs.start({ projectId: before.id, locks, begin: change, steps }))
          .operations;
  if (steps.length === 0) await control.jobs.change(locks, change);
  const project = await shown(control, findProject(control, request));
  return { status: 200, body: { project, operations: operations.map(operationView) } };
}

/** Those that `wal_level` has to change of. */
const activeEndpoints = (control: Control, { id }: Project): Endpoint[] =>
  Object.values(control.store.state.endpoints).filter((endpoint) => {
    const compute = endpoint.projectId === id ? computeOf(control, endpoint) : undefined;
    return compute !== undefined && compute.state !== "idle";
  });

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
