import type { Database, Role, Snapshot } from "../state/types.ts";
import { hostOf } from "./endpoint.ts";

/** `Role` of the API; with its password only where that has just been made. */
export const roleView = (branchId: string, role: Role, withPassword = false): object => ({
  branch_id: branchId,
  name: role.name,
  password: withPassword ? role.password : undefined,
  protected: false,
  authentication_method: role.password === undefined ? undefined : "password",
  created_at: role.createdAt,
  updated_at: role.updatedAt,
});

/** `Database` of the API. */
export const databaseView = (branchId: string, database: Database): object => ({
  id: database.id,
  branch_id: branchId,
  name: database.name,
  owner_name: database.owner,
  created_at: database.createdAt,
  updated_at: database.updatedAt,
});

/** `Snapshot` of the API. */
export const snapshotView = (snapshot: Snapshot): object => ({
  id: snapshot.id,
  name: snapshot.name,
  lsn: snapshot.origin?.lsn,
  timestamp: snapshot.origin?.time,
  source_branch_id: snapshot.sourceBranchId,
  created_at: snapshot.createdAt,
  expires_at: snapshot.expiresAt,
  manual: snapshot.scheduled !== true,
  full_size: snapshot.bytes,
});

/** `ConnectionDetails` of the API: with the password. */
export const connectionView = (endpointId: string, role: Role, database: string): object => ({
  connection_uri: connectionUri(hostOf(endpointId), role, database),
  connection_parameters: {
    database,
    password: role.password ?? "",
    role: role.name,
    host: hostOf(endpointId),
    pooler_host: hostOf(endpointId, true),
  },
});

export function connectionUri(host: string, role: Role, database: string): string {
  const password = role.password === undefined ? "" : `:${encodeURIComponent(role.password)}`;
  const user = encodeURIComponent(role.name);
  const options = "sslmode=require&channel_binding=require";
  return `postgresql://${user}${password}@${host}/${encodeURIComponent(database)}?${options}`;
}
