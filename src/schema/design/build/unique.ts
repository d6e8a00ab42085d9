import type { Entity, Relationship } from "../model.ts";
import type { DesignedColumn, DesignedUnique } from "../tables.ts";
import type { Ground } from "./ground.ts";

/** The condition under which rows of an entity are there for the application. */
export const liveOf = ({ softDelete }: Entity): string | null =>
  softDelete ? "deleted_at IS NULL" : null;

/**
 * What is unique in an entity's table: attributes, lists, one-to-one references; within the tenant, and among rows that are not deleted.
 * Of a list, a null is a value like others (since 15).
 */
export function uniqueOf(
  { model, tenants, name }: Ground,
  entity: Entity,
  columns: readonly DesignedColumn[],
  relationships: readonly Relationship[],
): DesignedUnique[] {
  const owner = tenants.get(entity.name);
  const tenant = owner === undefined || owner.column === "id" ? [] : [owner.column];
  const lists = [
    ...entity.attributes.filter(({ unique }) => unique).map((one) => [one.name]),
    ...relationships.filter(({ kind }) => kind === "one_to_one").map((one) => [one.name]),
    ...entity.unique,
  ];
  const made = new Map<string, DesignedUnique>();
  for (const members of lists) {
    const own = members.map((member) => columnOf(columns, member));
    const all = [...tenant.filter((one) => !own.includes(one)), ...own];
    const key = all.toSorted().join();
    if (made.has(key)) continue;
    made.set(key, {
      name: name(`${entity.name}_${all.join("_")}`, "_key"),
      columns: all,
      nullsNotDistinct:
        members.length > 1 &&
        model.postgres >= 15 &&
        columns.some((column) => all.includes(column.name) && !column.notNull),
      where: liveOf(entity),
    });
  }
  return [...made.values()];
}

const columnOf = (columns: readonly DesignedColumn[], member: string): string =>
  columns.find((column) => column.member === member)?.name ?? member;
