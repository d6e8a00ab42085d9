import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Entity, Relationship } from "../model.ts";
import type { DesignedForeignKey } from "../tables.ts";
import type { Ground } from "./ground.ts";

/**
 * The foreign key of a relationship. Between two entities that a tenant owns it has the tenant's column too, so that no row can refer to
 * one of another tenant.
 */
export function relationshipKey(
  ground: Ground,
  { from, to, name, required, onDelete, onUpdate }: Relationship,
): DesignedForeignKey {
  const column = `${name}_id`;
  const own = ground.tenants.get(from)?.column;
  const guarded =
    guards(ground, to) && own !== undefined && own !== column && canGuard(ground, onDelete);
  const columns = guarded ? [own, column] : [column];
  return {
    name: ground.name(`${from}_${columns.join("_")}`, "_fkey"),
    columns,
    references: {
      schema: ground.model.schema,
      table: to,
      columns: guarded ? [ground.tenants.get(to)?.column ?? "", "id"] : ["id"],
    },
    // of a composite key the one column alone is emptied
    onDelete: action(onDelete, guarded && !required ? ` (${quoteIdentifier(column)})` : ""),
    onUpdate: onUpdate.toUpperCase(),
  };
}

const action = (onDelete: Relationship["onDelete"], columns: string): string =>
  onDelete === "set null" ? `SET NULL${columns}` : onDelete.toUpperCase();

/** `SET NULL (column)` is there since 15. */
const canGuard = ({ model }: Ground, onDelete: Relationship["onDelete"]): boolean =>
  onDelete !== "set null" || model.postgres >= 15;

/** Whether references to the entity may carry its tenant: a table that exists is not made unique with it for that. */
export function guards({ model, tenants, entities }: Ground, entity: string): boolean {
  return (
    tenants.has(entity) && entity !== model.tenancy?.entity && entities.get(entity)?.exists !== true
  );
}

/**
 * What the tenant's column refers to where no relationship does it. A tenant whose rows go with it takes these along at once: a check,
 * NO ACTION too, would come before what the cascade on the way here is to delete.
 */
export function tenantKey({ model, tenants, name }: Ground, entity: Entity): DesignedForeignKey[] {
  const owner = tenants.get(entity.name);
  if (model.tenancy === null || owner === undefined) return [];
  if (owner.relationship !== undefined || entity.name === model.tenancy.entity) return [];
  return [
    {
      name: name(`${entity.name}_${owner.column}`, "_fkey"),
      columns: [owner.column],
      references: { schema: model.schema, table: model.tenancy.entity, columns: ["id"] },
      onDelete: goWithTenant(model).has(entity.name) ? "CASCADE" : "RESTRICT",
      onUpdate: "NO ACTION",
    },
  ];
}

/** Entities whose rows are deleted with their tenant, by cascades from one to the next. */
function goWithTenant({ tenancy, relationships }: Ground["model"]): Set<string> {
  const gone = new Set(tenancy === null ? [] : [tenancy.entity]);
  for (let before = 0; gone.size > before;) {
    before = gone.size;
    for (const { from, to, kind, required, onDelete } of relationships)
      if (kind !== "many_to_many" && required && onDelete === "cascade" && gone.has(to))
        gone.add(from);
  }
  return gone;
}
