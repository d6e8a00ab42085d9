import type * as api from "@neondatabase/api-client";
import type { ProjectDetails } from "../../core/manage/projects.ts";
import type { ComputeSize } from "../../core/neon.ts";
import type { Managing } from "../manage.ts";
import { quoted } from "../resolve.ts";
import { projectFrom } from "../shapes.ts";

export async function detailsOf(
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

export const sizeBody = (size: Partial<ComputeSize> = {}) => ({
  ...(size.minCu === undefined ? {} : { autoscaling_limit_min_cu: size.minCu }),
  ...(size.maxCu === undefined ? {} : { autoscaling_limit_max_cu: size.maxCu }),
  ...(size.suspendSeconds === undefined ? {} : { suspend_timeout_seconds: size.suspendSeconds }),
});
