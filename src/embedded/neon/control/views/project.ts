import type { Project } from "../state/types.ts";
import { DOMAIN, REGION } from "./endpoint.ts";

export const OWNER = { id: "user-local", email: "local@neon.localhost", name: "local" };

/** What a project has in a list and by itself. */
const common = (project: Project): object => ({
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
});

/** `ProjectListItem` of the API. */
export const projectItemView = (project: Project): object => ({
  ...common(project),
  active_time: 0,
});

/** `Project` of the API. Usage is not counted here. */
export const projectView = (project: Project): object => ({
  ...common(project),
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
