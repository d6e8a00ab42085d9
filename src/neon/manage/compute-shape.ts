import type * as api from "@neondatabase/api-client";
import type { Compute } from "../../core/manage/computes.ts";
import type { Branch } from "../../core/neon.ts";
import { endpointFrom } from "../shapes.ts";

/** The branch that a compute is of. */
export type Owner = Pick<Branch, "id" | "name" | "project">;

export function computeFrom(endpoint: api.Endpoint, branch: Owner): Compute {
  return {
    ...endpointFrom(endpoint),
    kind: `${endpoint.type}` === "read_only" ? "read_only" : "read_write",
    ...(endpoint.name === undefined || endpoint.name === "" ? {} : { name: endpoint.name }),
    branch: { id: branch.id, name: branch.name },
    project: branch.project,
    isDisabled: endpoint.disabled,
    createdAt: endpoint.created_at,
    ...at("lastActiveAt", endpoint.last_active),
    // the last start and the last end are told whatever the state is
    ...(endpoint.current_state === "idle" ? {} : at("startedAt", endpoint.started_at)),
    ...(endpoint.current_state === "idle" ? at("suspendedAt", endpoint.suspended_at) : {}),
  };
}

/** Neon says "never" by the year 1, or by nothing. */
const at = <K extends string>(key: K, time: string | undefined): { [k in K]?: string } =>
  time === undefined || Date.parse(time) <= 0 ? {} : ({ [key]: time } as { [k in K]?: string });
