import type { Deps } from "../core/deps.ts";
import type { Call } from "../core/tool.ts";
import { type Place, type PlaceRequest, sessionAt } from "./database-place.ts";
import { readRoles, type RoleFacts } from "./role-facts.ts";
import type { LogIn, SecretTarget, Written } from "./role-secret.ts";

export interface RoleRequest extends PlaceRequest {
  readonly action: "list" | "create" | "rotate_password" | "rename" | "drop";
  readonly name?: string | undefined;
  readonly new_name?: string | undefined;
  readonly via?: "api" | "sql" | undefined;
  readonly to?: SecretTarget | undefined;
  readonly reassign_to?: string | undefined;
}

export interface RoleOutcome {
  readonly roles: readonly RoleFacts[];
  readonly written?: Written | undefined;
  /** Only where there is no file for it. */
  readonly password?: string | undefined;
  /** Measured: the new password lets in. */
  readonly logsIn?: boolean | undefined;
  /** Measured: the old password does not let in any more; absent where nobody knows it. */
  readonly oldRefused?: boolean | undefined;
  readonly notes: readonly string[];
}

/** What the actions work on. */
export interface RoleWork {
  readonly place: Place;
  readonly deps: Deps;
  readonly call: Call;
  readonly logIn: LogIn;
  readonly all: readonly RoleFacts[];
  readonly name: string;
}

export async function rolesAt(
  place: Place,
  deps: Deps,
  signal: AbortSignal,
  intent: "read" | "apply" = "read",
): Promise<readonly RoleFacts[]> {
  await using session = await sessionAt(place, deps, { intent, signal });
  return await readRoles(session);
}
