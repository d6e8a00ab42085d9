import type * as api from "@neondatabase/api-client";
import type { ManageProjects, ProjectChange, ProjectDetails } from "../../core/manage/projects.ts";
import type { Progress, Project } from "../../core/neon.ts";
import { amended, LostAnswerError } from "../errors.ts";
import type { Managing } from "../manage.ts";
import { tell } from "../progress.ts";
import { quoted } from "../resolve.ts";
import { createProject } from "./create-project.ts";
import { deleteProject } from "./delete-project.ts";
import { detailsOf, sizeBody } from "./project-shape.ts";

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
