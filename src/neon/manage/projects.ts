import type * as api from "@neondatabase/api-client";
import { ToolError } from "../../core/errors.ts";
import type {
  ManageProjects,
  NewProject,
  ProjectChange,
  ProjectDetails,
} from "../../core/manage/projects.ts";
import type { ComputeSize, Progress, Project } from "../../core/neon.ts";
import { amended, LostAnswerError } from "../errors.ts";
import type { Managing } from "../manage.ts";
import { tell } from "../progress.ts";
import { quoted } from "../resolve.ts";
import { projectFrom } from "../shapes.ts";

/** Projects through Neon's API: what is asynchronous there is awaited, what was lost on the way is looked for. */
export function manageProjects(parts: Managing): ManageProjects {
  return {
    details: async (name, signal) => {
      const { id } = await parts.projects.one(name, signal);
      return detailsOf(parts, id, signal);
    },
    create: (request, call) => createProject(parts, request, call),
    update: (project, change, call) => updateProject(parts, project, { change, call }),
    delete: (project, call) => deleteProject(parts, project, call),
  };
}

async function detailsOf(
  { requests }: Managing,
  id: string,
  signal: AbortSignal,
): Promise<ProjectDetails> {
  const { project } = await requests.read(
    { what: `look at project ${quoted(id)}`, signal },
    (client, params) => client.getProject(id, params),
  );
  return detailsFrom(project);
}

function detailsFrom(project: api.Project): ProjectDetails {
  const { default_endpoint_settings: size, settings, org_id: organization } = project;
  const { owner, synthetic_storage_size: storageBytes } = project;
  return {
    ...projectFrom(project),
    ...(organization === undefined ? {} : { organization }),
    ...(owner === undefined ? {} : { subscription: owner.subscription_type }),
    computeSize: {
      minCu: size?.autoscaling_limit_min_cu ?? 0.25,
      maxCu: size?.autoscaling_limit_max_cu ?? 0.25,
      suspendSeconds: size?.suspend_timeout_seconds ?? 0,
    },
    ipAllow: {
      ips: settings?.allowed_ips?.ips ?? [],
      protectedBranchesOnly: settings?.allowed_ips?.protected_branches_only ?? false,
    },
    logicalReplication: settings?.enable_logical_replication ?? false,
    ...(storageBytes === undefined ? {} : { storageBytes }),
  };
}

const sizeBody = (size: Partial<ComputeSize> = {}) => ({
  ...(size.minCu === undefined ? {} : { autoscaling_limit_min_cu: size.minCu }),
  ...(size.maxCu === undefined ? {} : { autoscaling_limit_max_cu: size.maxCu }),
  ...(size.suspendSeconds === undefined ? {} : { suspend_timeout_seconds: size.suspendSeconds }),
});

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

/** A lost answer is settled by what projects there are that were not there before; with it come the password and its redaction. */
async function createProject(
  parts: Managing,
  request: NewProject,
  call: Progress,
): Promise<ProjectDetails> {
  const { requests, projects, operations, limits } = parts;
  const before = new Set((await projects.all(call.signal)).map(({ id }) => id));
  try {
    const made = await requests.write(
      {
        what:
          request.name === undefined
            ? "create a project"
            : `create project ${quoted(request.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
        next: "Change the input as Neon says; `list_projects` shows the projects there are.",
      },
      (client, params) => client.createProject(newBody(request), params),
    );
    for (const { password } of made.roles) if (password !== undefined) parts.redact(password);
    await operations.finish(made.operations, call);
    return await detailsOf(parts, made.project.id, call.signal);
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    const all = await projects.all(AbortSignal.timeout(limits.cleanup));
    const found = all.filter(({ id, name }) => !before.has(id) && name === (request.name ?? name));
    const [only] = found;
    if (only === undefined) throw amended(error, "There is no new project.", "Call again.");
    if (found.length > 1 || call.signal.aborted)
      throw amended(
        error,
        `New ${found.length === 1 ? "is" : "are"} ${found.map(({ id }) => quoted(id)).join(", ")}.`,
        "Look with `list_projects`, and remove what is not wanted with `delete_project`.",
      );
    await operations.finishOf(only.id, undefined, call);
    return detailsOf(parts, only.id, call.signal);
  } finally {
    projects.forget();
  }
}

function changeBody(change: ProjectChange): api.ProjectUpdateRequest {
  const { name, historySeconds, computeSize, ipAllow, logicalReplication } = change;
  const settings = {
    ...(ipAllow === undefined
      ? {}
      : {
          allowed_ips: {
            ips: [...ipAllow.ips],
            protected_branches_only: ipAllow.protectedBranchesOnly,
          },
        }),
    ...(logicalReplication === undefined ? {} : { enable_logical_replication: logicalReplication }),
  };
  return {
    project: {
      ...(name === undefined ? {} : { name }),
      ...(historySeconds === undefined ? {} : { history_retention_seconds: historySeconds }),
      ...(computeSize === undefined ? {} : { default_endpoint_settings: sizeBody(computeSize) }),
      ...(Object.keys(settings).length === 0 ? {} : { settings }),
    },
  };
}

interface Updating {
  readonly change: ProjectChange;
  readonly call: Progress;
}

async function updateProject(
  parts: Managing,
  { id, name }: Project,
  { change, call }: Updating,
): Promise<ProjectDetails> {
  const { requests, projects, operations, limits } = parts;
  try {
    const answer = await requests.write(
      {
        what: `change project ${quoted(name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
      },
      (client, params) => client.updateProject(id, changeBody(change), params),
    );
    await operations.finish(answer.operations, call);
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    const recovering = { ...call, signal: AbortSignal.timeout(limits.cleanup) };
    await operations.finishOf(id, undefined, recovering);
    const now = await detailsOf(parts, id, recovering.signal);
    if (!hasChanged(now, change))
      throw amended(error, `Project ${quoted(now.name)} is as it was.`, "Call again.");
  } finally {
    projects.forget();
  }
  return detailsOf(parts, id, call.signal);
}

function hasChanged(now: ProjectDetails, change: ProjectChange): boolean {
  const { minCu, maxCu, suspendSeconds } = change.computeSize ?? {};
  const wanted: readonly (readonly [unknown, unknown])[] = [
    [change.name, now.name],
    [change.historySeconds, now.historySeconds],
    [minCu, now.computeSize.minCu],
    [maxCu, now.computeSize.maxCu],
    [suspendSeconds, now.computeSize.suspendSeconds],
    [change.ipAllow?.ips.join(), now.ipAllow.ips.join()],
    [change.ipAllow?.protectedBranchesOnly, now.ipAllow.protectedBranchesOnly],
    [change.logicalReplication, now.logicalReplication],
  ];
  return wanted.every(([given, is]) => given === undefined || given === is);
}

/** One that is gone already is no error. */
async function deleteProject(parts: Managing, project: Project, call: Progress): Promise<void> {
  const { requests, projects, branches, computes, limits } = parts;
  try {
    await requests.write(
      {
        what: `delete project ${quoted(project.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
      },
      (client, params) => client.deleteProject(project.id, params),
    );
  } catch (error) {
    if (error instanceof ToolError && error.code === "NOT_FOUND") return;
    if (!(error instanceof LostAnswerError)) throw error;
    const all = await projects.all(AbortSignal.timeout(limits.cleanup));
    if (all.some(({ id }) => id === project.id))
      throw amended(error, `Project ${quoted(project.name)} is still there.`, "Call again.");
  } finally {
    projects.forget();
    branches.forgetAll();
    computes.forgetAll();
  }
}
