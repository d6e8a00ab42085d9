import type { Allowed, Permission } from "../intent.ts";
import { refuse } from "./refuse.ts";

/** Permissions of which one is enough: none for `nobody`, `anyone` alone where it is among them. */
export function readAllowed(allowed: Allowed, place: string): readonly Permission[] {
  const said = Array.isArray(allowed) ? allowed : [allowed];
  if (said.includes("nobody")) {
    if (said.some((permission) => permission !== "nobody"))
      throw refuse(
        place,
        "`nobody` stands beside others who may",
        "Leave `nobody` out, or let it stand alone.",
      );
    return [];
  }
  if (said.includes("anyone")) return ["anyone"];
  const simple = said.filter((permission) => typeof permission === "string");
  const roles = said.flatMap((permission) =>
    typeof permission === "string" ? [] : permission.member_role,
  );
  const withRoles: Permission[] =
    roles.length === 0 ? [] : [{ member_role: [...new Set(roles)].toSorted() }];
  return [...new Set(simple), ...withRoles];
}
