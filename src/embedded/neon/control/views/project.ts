import type { Control } from "../control.ts";
import type { Project } from "../state/types.ts";
import { bytesOf } from "./branch.ts";
import { DOMAIN, REGION } from "./endpoint.ts";

/** Of all projects: the API asks for it where consumption is asked. */
export const ORGANIZATION = "org-local";
export const OWNER = { id: "user-local", email: "local@neon.localhost", name: "local" };

/** Of all branches together, as far as they are known. */
export async function projectBytes({ store, engine }: Control, { id }: Project): Promise<number> {
  const branches = Object.values(store.state.branches).filter(({ projectId }) => projectId === id);
  const bytes = await Promise.all(branches.map((branch) => bytesOf(engine, branch)));
  return bytes.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

/** What a project has in a list and by itself. */
const common = (project: Project, bytes: number | undefined): object => ({
  id: project.id,
  platform_id: "local",
  region_id: REGION,
  name: project.name,
  provisioner: "k8s-neonvm",
  default_endpoint_settings: {
    autoscaling_limit_min_cu: project.size.minCu,
    autoscaling_limit_max_cu: project.size.maxCu,
    suspend_timeout_seconds: project.size.suspendSeconds,
  },
  settings: {
    quota: project.settings?.quota,
    allowed_ips: project.settings?.allowed_ips ?? { ips: [], protected_branches_only: false },
    enable_logical_replication: project.settings?.enable_logical_replication ?? false,
  },
  pg_version: project.postgres,
  proxy_host: DOMAIN,
  branch_logical_size_limit: 0,
  branch_logical_size_limit_bytes: 0,
  store_passwords: true,
  cpu_used_sec: 0,
  creation_source: "console",
  history_retention_seconds: project.historySeconds,
  created_at: project.createdAt,
  updated_at: project.updatedAt,
  owner_id: OWNER.id,
  org_id: ORGANIZATION,
  synthetic_storage_size: bytes,
});

/** `ProjectListItem` of the API. */
export const projectItemView = (project: Project, bytes?: number): object => ({
  ...common(project, bytes),
  active_time: 0,
});

/** `Project` of the API. Usage is not counted here. */
export const projectView = (project: Project, bytes?: number): object => ({
  ...common(project, bytes),
  data_storage_bytes_hour: 0,
  data_transfer_bytes: 0,
  written_data_bytes: 0,
  compute_time_seconds: 0,
  active_time_seconds: 0,
  consumption_period_start: project.createdAt,
  consumption_period_end: "0001-01-01T00:00:00Z",
  owner: {
    email: OWNER.email,
    name: OWNER.name,
    branches_limit: -1,
    subscription_type: "UNKNOWN",
  },
});
