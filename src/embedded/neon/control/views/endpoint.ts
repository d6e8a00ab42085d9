import type { Engine } from "../../engine.ts";
import type { Branch, Endpoint } from "../state/types.ts";

export const DOMAIN = "neon.localhost";
export const REGION = "local-1";

export const hostOf = (endpointId: string, pooled = false): string =>
  `${endpointId}${pooled ? "-pooler" : ""}.${DOMAIN}`;

/** `Endpoint` of the API; the branch tells which data its compute is on. */
export function endpointView(engine: Engine, branch: Branch, endpoint: Endpoint): object {
  const isReplica = endpoint.type === "read_only";
  const compute =
    branch.data === undefined
      ? undefined
      : isReplica
        ? engine.replica(branch.data, endpoint.id)
        : engine.compute(branch.data);
  const state = compute?.state ?? "idle";
  return {
    host: hostOf(endpoint.id),
    id: endpoint.id,
    name: endpoint.name,
    project_id: endpoint.projectId,
    branch_id: endpoint.branchId,
    autoscaling_limit_min_cu: endpoint.size.minCu,
    autoscaling_limit_max_cu: endpoint.size.maxCu,
    region_id: REGION,
    type: isReplica ? "read_only" : "read_write",
    current_state: state,
    pending_state: state === "init" ? "active" : undefined,
    settings: {},
    pooler_enabled: false,
    pooler_mode: "transaction",
    disabled: endpoint.disabled,
    passwordless_access: false,
    creation_source: "console",
    created_at: endpoint.createdAt,
    updated_at: endpoint.updatedAt,
    last_active: compute?.lastActiveAt?.toISOString(),
    suspended_at: compute?.suspendedAt?.toISOString(),
    started_at: compute?.startedAt?.toISOString(),
    proxy_host: DOMAIN,
    suspend_timeout_seconds: endpoint.size.suspendSeconds,
    provisioner: "k8s-neonvm",
  };
}
