import { keyOf } from "../../oracle/world.ts";
import type { ResolvedTable } from "../../resolved.ts";
import { usersOf } from "./cast.ts";
import { unmarked, type Planning, type Spec } from "./spec.ts";

/** Every id that other tables refer to is there, where it belongs. */
export function canonical({ cast, linked }: Planning, resolved: ResolvedTable): Spec[] {
  const { table, tenant, owner } = resolved;
  const isReferenced = (column: string | undefined): boolean =>
    linked.some(
      (item) => item.referenced && item.column === column && keyOf(item.table) === keyOf(table),
    );
  const own = (path: ResolvedTable["tenant"]): string | undefined =>
    path !== null && path.steps.length === 0 ? path.column : undefined;
  const [tenantColumn, ownerColumn] = [own(tenant), own(owner)];
  const clear = unmarked(resolved);
  const [a, b] = cast.tenants;
  if (isReferenced(ownerColumn) && ownerColumn !== undefined)
    return usersOf(cast).map(({ id, home }) => ({
      values: {
        ...clear,
        [ownerColumn]: id,
        ...(tenantColumn === undefined ? {} : { [tenantColumn]: home ?? b }),
      },
      tenant: tenantColumn === undefined ? null : (home ?? b),
      owner: id,
      use: "main" as const,
    }));
  if (isReferenced(tenantColumn) && tenantColumn !== undefined)
    return [a, b].map((id, at) => ({
      values: {
        ...clear,
        [tenantColumn]: id,
        ...(ownerColumn === undefined
          ? {}
          : { [ownerColumn]: (at === 0 ? cast.ofA : cast.ofB)[0]?.id ?? null }),
      },
      tenant: id,
      owner: ownerColumn === undefined ? null : ((at === 0 ? cast.ofA : cast.ofB)[0]?.id ?? null),
      use: "main" as const,
    }));
  return [];
}
