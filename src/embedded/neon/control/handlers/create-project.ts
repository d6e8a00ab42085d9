import { flag, integer, object, optional, text, anything } from "../api/check.ts";
import { ApiError, invalid } from "../api/error.ts";
import type { ApiRequest, Reply } from "../api/router.ts";
import type { Control } from "../control.ts";
import { all, now, put, remove, removeBranch, update } from "../state/changes.ts";
import {
  branchId,
  databaseId,
  endpointId,
  password,
  projectId,
  projectName,
} from "../state/ids.ts";
import type { Branch, Change, Endpoint, Project, State } from "../state/types.ts";
import { branchView } from "../views/branch.ts";
import { connectionView, databaseView, roleView } from "../views/contents.ts";
import { endpointView, REGION } from "../views/endpoint.ts";
import { operationView } from "../views/operation.ts";
import { projectView } from "../views/project.ts";
import type { Started, StepTools } from "../work/jobs.ts";
import { DEFAULT_SIZE, sizeFrom, sizeShape } from "../work/size.ts";
import { asAdmin, createDatabase, createRole } from "../work/sql.ts";
import { configured, startStep } from "../work/steps.ts";
import { settingsFrom, settingsShape } from "./project-settings.ts";

const body = object({
  project: object({
    name: optional(text({ min: 1, max: 256 })),
    branch: optional(
      object({
        name: optional(text({ min: 1, max: 256 })),
        role_name: optional(text({ min: 1, max: 63 })),
        database_name: optional(text({ min: 1, max: 63 })),
        annotations: anything,
      }),
    ),
    autoscaling_limit_min_cu: sizeShape.autoscaling_limit_min_cu,
    autoscaling_limit_max_cu: sizeShape.autoscaling_limit_max_cu,
    default_endpoint_settings: optional(object({ ...sizeShape, pg_settings: anything })),
    history_retention_seconds: optional(integer({ min: 0, max: 2_592_000 })),
    pg_version: optional(integer({ min: 14, max: 18 })),
    region_id: optional(text()),
    store_passwords: optional(flag),
    provisioner: anything,
    settings: optional(settingsShape),
    org_id: anything,
  }),
});

/** A project with its first branch, which are made together. */
interface NewProject {
  readonly project: Project;
  readonly branch: Branch;
  readonly endpoint: Endpoint;
}

/** `POST /projects` */
export async function createProject(control: Control, request: ApiRequest): Promise<Reply> {
  const { project: given } = body(request.body, "body");
  const postgres = versionOf(control.store.state);
  if (given.region_id !== undefined && given.region_id !== REGION)
    throw invalid(`region_id has to be ${REGION}`);
  if (given.store_passwords === false)
    throw new ApiError(501, "the local Neon stores passwords always", "NOT_IMPLEMENTED");
  if (given.pg_version !== undefined && given.pg_version !== postgres)
    throw invalid(`pg_version has to be ${postgres}: that is what is installed here`);
  const name = given.name ?? projectName();
  const made = newProject(name, postgres ?? 18, {
    branch: given.branch?.name ?? "main",
    role: given.branch?.role_name ?? "neondb_owner",
    database: given.branch?.database_name ?? "neondb",
  });
  const project: Project = {
    ...made.project,
    historySeconds: given.history_retention_seconds ?? made.project.historySeconds,
    size: sizeFrom({ ...given, ...given.default_endpoint_settings }, DEFAULT_SIZE),
    settings: settingsFrom(given.settings ?? {}),
  };
  const all = { ...made, project, endpoint: { ...made.endpoint, size: project.size } };
  const { operations } = await makeProject(control, all);
  return { status: 201, body: await createdView(control, all, operations.map(operationView)) };
}

/** The project that is there from the beginning; returns when it can be used. */
export async function createDefaultProject(control: Control): Promise<void> {
  const names = { branch: "main", role: "neondb_owner", database: "neondb" };
  const { done } = await makeProject(control, newProject("local", 18, names));
  const error = await done;
  if (error !== undefined) throw error;
}

/** What is installed, as known from the projects there are. */
const versionOf = ({ projects }: State): number | undefined => Object.values(projects)[0]?.postgres;

function newProject(
  name: string,
  postgres: number,
  names: { readonly branch: string; readonly role: string; readonly database: string },
): NewProject {
  const times = { createdAt: now(), updatedAt: now() };
  const project: Project = {
    id: projectId(name),
    name,
    postgres,
    ...times,
    historySeconds: 86_400,
    size: DEFAULT_SIZE,
  };
  const branch: Branch = {
    id: branchId(),
    projectId: project.id,
    name: names.branch,
    isDefault: true,
    isProtected: false,
    state: "init",
    stateChangedAt: now(),
    ...times,
    initSource: "parent-data",
    roles: [{ name: names.role, password: password(), ...times }],
    databases: [{ id: databaseId(), name: names.database, owner: names.role, ...times }],
  };
  const endpoint: Endpoint = {
    id: endpointId(),
    projectId: project.id,
    branchId: branch.id,
    size: project.size,
    disabled: false,
    ...times,
  };
  return { project, branch, endpoint };
}

function makeProject(control: Control, made: NewProject): Promise<Started> {
  const { project, branch, endpoint } = made;
  return control.jobs.start({
    projectId: project.id,
    branchId: branch.id,
    locks: { changes: [project.id, branch.id] },
    begin: all(put("projects", project), put("branches", branch), put("endpoints", endpoint)),
    steps: [
      { action: "create_timeline", run: (tools) => fill(control, made, tools) },
      startStep(control, endpoint.id),
    ],
    end: readyOrGone(made),
  });
}

async function fill(
  control: Control,
  { project, branch, endpoint }: NewProject,
  { signal, mayBeGarbage }: StepTools,
): Promise<Change> {
  const data = await control.engine.create(signal);
  mayBeGarbage(data);
  // it runs on from here
  const postgres = await asAdmin(configured(control, endpoint, data), async (client) => {
    for (const role of branch.roles) await client.query(createRole(role.name, role.password));
    for (const { name, owner } of branch.databases) await createDatabase(client, name, owner);
    const { rows } = await client.query<{ major: number }>(
      "select current_setting('server_version_num')::int / 10000 as major",
    );
    return rows[0]?.major ?? project.postgres;
  });
  return all(
    update("branches", branch.id, (row) => ({ ...row, data })),
    update("projects", project.id, (row) => ({ ...row, postgres })),
  );
}

const readyOrGone =
  ({ project, branch }: NewProject): Change =>
  (state) =>
    state.branches[branch.id]?.data === undefined
      ? all(removeBranch(branch.id), remove("projects", project.id))(state)
      : update("branches", branch.id, (row) => ({
          ...row,
          state: "ready",
          stateChangedAt: now(),
          updatedAt: now(),
        }))(state);

async function createdView(
  { engine }: Control,
  { project, branch, endpoint }: NewProject,
  operations: object[],
): Promise<object> {
  return {
    project: projectView(project),
    branch: await branchView(engine, branch),
    endpoints: [endpointView(engine, branch, endpoint)],
    roles: branch.roles.map((role) => roleView(branch.id, role, true)),
    databases: branch.databases.map((database) => databaseView(branch.id, database)),
    connection_uris: branch.databases.flatMap(({ name, owner }) =>
      branch.roles
        .filter((role) => role.name === owner)
        .map((role) => connectionView(endpoint.id, role, name)),
    ),
    operations,
  };
}
