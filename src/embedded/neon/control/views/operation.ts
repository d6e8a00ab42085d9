import type { Operation } from "../state/types.ts";

/** `Operation` of the API. */
export const operationView = (operation: Operation): object => ({
  id: operation.id,
  project_id: operation.projectId,
  branch_id: operation.branchId,
  endpoint_id: operation.endpointId,
  action: operation.action,
  status: operation.status,
  error: operation.error,
  failures_count: operation.status === "failed" ? 1 : 0,
  created_at: operation.createdAt,
  updated_at: operation.updatedAt,
  total_duration_ms: Date.parse(operation.updatedAt) - Date.parse(operation.createdAt),
});
