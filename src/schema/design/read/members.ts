import type { Entity, Model } from "../model.ts";
import { singular } from "../names.ts";
import { tenantOwned } from "../tenancy.ts";

/** What access patterns and unique lists may name of an entity; `from` has the columns of its relationships. */
export function membersOf(model: Omit<Model, "patterns">, entity: Entity): Set<string> {
  const relationships = model.relationships
    .filter(({ from, kind }) => from === entity.name && kind !== "many_to_many")
    .map(({ name }) => name);
  const tenant =
    model.tenancy !== null && tenantOwned(model).has(entity.name)
      ? [singular(model.tenancy.entity)]
      : [];
  return new Set([
    ...entity.attributes.map(({ name }) => name),
    ...relationships,
    ...tenant,
    ...addedColumns(entity),
  ]);
}

/** Columns that the design gives an entity whether or not it lists them. */
export function addedColumns(
  entity: Pick<Entity, "softDelete" | "optimisticLock">,
): readonly string[] {
  return [
    "id",
    "created_at",
    "updated_at",
    ...(entity.softDelete ? ["deleted_at"] : []),
    ...(entity.optimisticLock ? ["version"] : []),
  ];
}
