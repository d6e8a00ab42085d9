import type { Engine } from "../../engine.ts";
import type { Branch } from "../state/types.ts";

/** `Branch` of the API. Usage is not counted here. */
export async function branchView(engine: Engine, branch: Branch): Promise<object> {
  // A root that was brought back to an earlier moment tells which; one with a schema only does not tell of whom.
  const hasOrigin = branch.parentId !== undefined || branch.lastResetAt !== undefined;
  const origin = hasOrigin ? branch.origin : undefined;
  return {
    id: branch.id,
    project_id: branch.projectId,
    parent_id: branch.parentId,
    parent_lsn: origin?.lsn,
    parent_timestamp: origin?.time,
    name: branch.name,
    current_state: branch.state,
    pending_state: branch.state === "ready" ? undefined : "ready",
    state_changed_at: branch.stateChangedAt,
    logical_size: await bytesOf(engine, branch),
    creation_source: "console",
    primary: branch.isDefault,
    default: branch.isDefault,
    protected: branch.isProtected,
    cpu_used_sec: 0,
    compute_time_seconds: 0,
    active_time_seconds: 0,
    written_data_bytes: 0,
    data_transfer_bytes: 0,
    created_at: branch.createdAt,
    updated_at: branch.updatedAt,
    expires_at: branch.expiresAt,
    ttl_interval_seconds: branch.ttlSeconds,
    last_reset_at: branch.lastResetAt,
    init_source: branch.initSource,
    restore_status: branch.restored?.status,
    restored_from: branch.restored?.snapshotId,
    restored_as: branch.restored?.targetId,
  };
}

/** Absent, as on Neon, while it is not known. */
export async function bytesOf(
  engine: Engine,
  { data, state }: Branch,
): Promise<number | undefined> {
  if (data === undefined || state !== "ready") return undefined;
  return engine.bytes(data).catch(() => undefined);
}
