import { follow, type Values } from "../../oracle/world.ts";
import type { Ground } from "./ground.ts";

/** Whose a row is, as results say it. */
export function label({ cast, world, resolved }: Ground, row: Values): string {
  const tenant = follow(world, resolved.tenant, row);
  const owner = follow(world, resolved.owner, row);
  const [a, b] = cast.tenants;
  const users = [...cast.ofA, ...cast.ofB, ...cast.both, cast.outsider];
  const tenantName = tenant === a ? "A" : tenant === b ? "B" : "no tenant";
  const parts = [
    resolved.tenant === null ? "" : tenant === null ? "of no tenant" : `of tenant ${tenantName}`,
    resolved.owner === null
      ? ""
      : owner === null
        ? "of no user"
        : `of ${users.find(({ id }) => id === owner)?.name ?? "another user"}`,
  ].filter(Boolean);
  return ["a row", ...parts].join(" ");
}
