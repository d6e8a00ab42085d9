import type { Model } from "./model.ts";

/**
 * The entities whose rows belong to one tenant: those that refer to the tenants by what is required, directly or over others. The
 * tenants' own entity is not among them.
 */
export function tenantOwned({
  tenancy,
  relationships,
}: Pick<Model, "tenancy" | "relationships">): Set<string> {
  const owned = new Set<string>();
  if (tenancy === null) return owned;
  for (let before = -1; owned.size > before;) {
    before = owned.size;
    for (const { from, to, kind, required } of relationships)
      if (
        kind !== "many_to_many" &&
        required &&
        from !== tenancy.entity &&
        (to === tenancy.entity || owned.has(to))
      )
        owned.add(from);
  }
  return owned;
}
