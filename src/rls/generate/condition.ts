import { quoteIdentifier } from "../../sql/quote.ts";
import type { Permission } from "../intent.ts";
import { compared } from "../resolve/types.ts";
import type { Path, ResolvedTable } from "../resolved.ts";
import { currentValue } from "./context.ts";
import type { Ground } from "./ground.ts";
import { ofTenants } from "./members.ts";
import { throughParents } from "./parents.ts";

/** Whether a row is one that a permission is about, as SQL; what stands in it is NULL or false for the rows of others. */
export function condition(ground: Ground, said: ResolvedTable, permission: Permission): string {
  if (permission === "anyone") return "true";
  if (permission === "nobody") return "false";
  if (permission === "owner") return whoseOwner(ground, said);
  return whoseTenant(
    ground,
    said,
    typeof permission === "string" ? undefined : permission.member_role,
  );
}

/** The row's user is the current one. */
function whoseOwner(ground: Ground, said: ResolvedTable): string {
  const { user } = ground.intent;
  const { owner } = said;
  if (owner === null || user === null) return "false";
  return at(
    ground,
    said,
    owner,
    "owner",
    (column) => `${column} = ${currentValue(ground, user, owner.type)}`,
  );
}

/** The row's tenant is one of the actor's, of those where he has one of the roles. */
export function whoseTenant(
  ground: Ground,
  said: ResolvedTable,
  roles?: readonly string[],
): string {
  const { tenant } = said;
  if (tenant === null) return "false";
  const permission: Permission = roles === undefined ? "tenant" : { member_role: [...roles] };
  return at(ground, said, tenant, permission, (column) =>
    ofTenants(ground, column, tenant.type, roles),
  );
}

function at(
  ground: Ground,
  said: ResolvedTable,
  path: Path,
  permission: Permission,
  test: (column: string) => string,
): string {
  const compare = (column: string): string => test(compared(ground.catalog, column, path.type));
  return path.steps.length === 0
    ? compare(quoteIdentifier(path.column))
    : throughParents(ground, said, path, permission, compare);
}
