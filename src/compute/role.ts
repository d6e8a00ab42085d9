import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Call } from "../core/tool.ts";
import { placeOf } from "./database-place.ts";
import { createRole } from "./role-create.ts";
import { dropRole } from "./role-drop.ts";
import { renameRole } from "./role-rename.ts";
import { rotatePassword } from "./role-rotate.ts";
import type { LogIn } from "./role-secret.ts";
import { type RoleOutcome, type RoleRequest, rolesAt, type RoleWork } from "./role-work.ts";

/** Roles of a branch, or of the server of DATABASE_URL; what Postgres has afterwards is read again. */
export async function manageRole(
  request: RoleRequest,
  deps: Deps,
  call: Call,
  logIn: LogIn,
): Promise<RoleOutcome> {
  const { action } = request;
  const place = await placeOf(request, deps, action === "list" ? "read" : "write", call.signal);
  // to be refused where nothing may be changed, before anybody is asked
  const intent = action === "list" ? "read" : "apply";
  const all = await rolesAt(place, deps, call.signal, intent);
  if (action === "list") return { roles: all, notes: [] };
  const work: RoleWork = { place, deps, call, logIn, all, name: needed(request, "name") };
  switch (action) {
    case "create":
      return createRole(work, request);
    case "rotate_password":
      return rotatePassword(work, request.to);
    case "rename":
      return renameRole(work, needed(request, "new_name"));
    case "drop":
      return dropRole(work, request.reassign_to);
  }
}

function needed(request: RoleRequest, field: "name" | "new_name"): string {
  const value = request[field];
  if (value !== undefined && value !== "") return value;
  throw new ToolError(
    "INVALID_INPUT",
    `\`${request.action}\` needs \`${field}\`.`,
    `Call again with \`${field}\`; action "list" shows the roles there are.`,
  );
}
