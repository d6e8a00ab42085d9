import type * as api from "@neondatabase/api-client";
import type { Branch, Endpoint, Project, Snapshot } from "../core/neon.ts";

/** What is kept of a branch beside what the contract shows. */
export interface BranchRecord {
  readonly branch: Branch;
  readonly updatedAt: string;
  /** Changes with every reset and restore. */
  readonly origin: string;
}

/** Of the API's lists: what `getProject` answers has these fields too. */
type ApiProject = Pick<
  api.ProjectListItem,
  | "id"
  | "name"
  | "pg_version"
  | "region_id"
  | "created_at"
  | "history_retention_seconds"
  | "settings"
>;

export function projectFrom(project: ApiProject): Project {
  const { ips = [] } = project.settings?.allowed_ips ?? {};
  return {
    id: project.id,
    name: project.name,
    postgres: project.pg_version,
    region: project.region_id,
    createdAt: project.created_at,
    // the API's description: a day, where a project says nothing else
    historySeconds: project.history_retention_seconds ?? 86_400,
    ...(ips.length === 0 ? {} : { allowedIps: ips }),
  };
}

/** `nameOf` knows the names of the project's branches by id. */
export function recordFrom(
  branch: api.Branch,
  project: Pick<Project, "id" | "name">,
  nameOf: (id: string) => string | undefined,
): BranchRecord {
  const { parent_id: parentId, expires_at: expiresAt, logical_size: bytes } = branch;
  return {
    updatedAt: branch.updated_at,
    origin: JSON.stringify([branch.last_reset_at, branch.parent_lsn, branch.parent_timestamp]),
    branch: {
      id: branch.id,
      name: branch.name,
      project: { id: project.id, name: project.name },
      ...(parentId === undefined || parentId === ""
        ? {}
        : { parent: { id: parentId, name: nameOf(parentId) ?? parentId } }),
      isDefault: branch.default,
      isProtected: branch.protected,
      state: branch.current_state,
      createdAt: branch.created_at,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(bytes === undefined ? {} : { bytes }),
    },
  };
}

export function endpointFrom(endpoint: api.Endpoint): Endpoint {
  return {
    id: endpoint.id,
    host: endpoint.host,
    // the first label of the host is the endpoint's id: neon.com/docs/connect/connection-pooling
    pooledHost: endpoint.host.replace(/^[^.]+/, "$&-pooler"),
    state: endpoint.current_state,
    minCu: endpoint.autoscaling_limit_min_cu,
    maxCu: endpoint.autoscaling_limit_max_cu,
    suspendSeconds: endpoint.suspend_timeout_seconds,
  };
}

export function snapshotFrom(snapshot: api.Snapshot): Snapshot {
  const { source_branch_id: sourceBranchId } = snapshot;
  return {
    id: snapshot.id,
    name: snapshot.name,
    createdAt: snapshot.created_at,
    ...(sourceBranchId === undefined ? {} : { sourceBranchId }),
  };
}

/** RFC 3339 with seconds, as the API wants it. */
export const seconds = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, "Z");
