import { quoteIdentifier } from "../../sql/quote.ts";
import type { Permission } from "../intent.ts";
import { compared } from "../resolve/types.ts";
import type { Path, ResolvedTable } from "../resolved.ts";
import { currentValue } from "./context.ts";
import type { Ground } from "./ground.ts";
import { ofTenants } from "./members.ts";
import { throughParents } from "./parents.ts";
import type { End } from "./parents.ts";

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

/** The row's user is the current one; where the tenant is an ancestor's, that it is one of the actor's too. */
function whoseOwner(ground: Ground, said: ResolvedTable): string {
  const { user } = ground.intent;
  const { owner, tenant } = said;
  if (owner === null || user === null) return "false";
  const end = endOf(
    ground,
    owner,
    (column) => `${column} = ${currentValue(ground, user, owner.type)}`,
  );
  if (tenant === null || tenant.steps.length === 0) return at(ground, said, owner, "owner", [end]);
  const theirs = endOf(ground, tenant, (column) => ofTenants(ground, column, tenant.type));
  const longer = owner.steps.length > tenant.steps.length ? owner : tenant;
  return at(ground, said, longer, "owner", [end, theirs]);
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
  const end = endOf(ground, tenant, (column) => ofTenants(ground, column, tenant.type, roles));
  return at(ground, said, tenant, permission, [end]);
}

function endOf(ground: Ground, path: Path, test: (column: string) => string): End {
  return {
    depth: path.steps.length,
    test: (prefix) =>
      test(compared(ground.catalog, prefix + quoteIdentifier(path.column), path.type)),
    column: path.column,
  };
}

function at(
  ground: Ground,
  said: ResolvedTable,
  path: Path,
  permission: Permission,
  ends: readonly End[],
): string {
  const [own, far] = [0, 1].map((side) => ends.filter(({ depth }) => depth > 0 === (side === 1)));
  const tests = (own ?? []).map(({ test }) => test(""));
  if (far !== undefined && far.length > 0)
    tests.push(throughParents(ground, said, path.steps, permission, far));
  return tests.join(" and ");
}
