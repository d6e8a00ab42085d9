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

/** What else a pattern may ask for by equality: the rows that a many-to-many relationship joins with a given one. */
export const joinedWith = (
  { relationships }: Pick<Model, "relationships">,
  { name }: Entity,
): Set<string> =>
  new Set(
    relationships
      .filter(({ kind, from, to }) => kind === "many_to_many" && [from, to].includes(name))
      .flatMap((one) => {
        const other = one.from === name ? one.to : one.from;
        return [
          other,
          singular(other),
          ...(one.from === name && one.name !== "" ? [one.name] : []),
        ];
      }),
  );

/** Columns that the design gives an entity whether or not it lists them; of one that exists those that its flags say are there. */
export function addedColumns(
  entity: Pick<Entity, "exists" | "softDelete" | "optimisticLock">,
): readonly string[] {
  return [
    ...(entity.exists ? [] : ["id", "created_at", "updated_at"]),
    ...(entity.softDelete ? ["deleted_at"] : []),
    ...(entity.optimisticLock ? ["version"] : []),
  ];
}
