import type { Relationship } from "../model.ts";
import { singular } from "../names.ts";
import type { DesignedColumn, DesignedForeignKey, DesignedTable } from "../tables.ts";
import { column, createdAt } from "./columns.ts";
import { ASSUMED_ROWS } from "./entity-table.ts";
import { guards } from "./foreign-keys.ts";
import type { Ground } from "./ground.ts";
import { keyType } from "./ground.ts";

/** How many rows of the other side one row is assumed to be joined with. */
const EACH = 5;

/**
 * The table of a many-to-many relationship. Its key begins with `from`, and before that with the tenant where a side has one; the other
 * direction takes the index of the second foreign key.
 */
export function joinTable(ground: Ground, relationship: Relationship): DesignedTable {
  const { model, entities, tenants } = ground;
  const { from, to, name: called, onDelete, onUpdate } = relationship;
  const name = ground.name(joinName(ground, relationship), "");
  const [left, right] = sides(from, to, called);
  const added = addedTenant(ground, from, to);
  const tenant =
    added?.name ??
    (from === model.tenancy?.entity ? left : to === model.tenancy?.entity ? right : null);
  const key = (side: string, table: string): DesignedForeignKey => {
    const owned = tenants.get(table);
    const guarded = owned !== undefined && tenant !== null && guards(ground, table);
    const columns = guarded ? [tenant, side] : [side];
    return {
      name: ground.name(`${name}_${columns.join("_")}`, "_fkey"),
      columns,
      references: {
        schema: model.schema,
        table,
        columns: guarded ? [owned.column, "id"] : ["id"],
      },
      onDelete: onDelete.toUpperCase(),
      onUpdate: onUpdate.toUpperCase(),
    };
  };
  const type = (entity: string) => keyType(entities.get(entity) ?? { key: "uuid" });
  const rows = Math.max(
    ...[from, to].map((entity) => entities.get(entity)?.expectedRows ?? ASSUMED_ROWS),
  );
  return {
    schema: model.schema,
    name,
    entity: null,
    comment: `Which ${from} are joined with which ${to}.`,
    columns: [
      ...(added === undefined ? [] : [added]),
      column(left, type(from)),
      column(right, type(to)),
      { ...createdAt, member: null },
    ],
    primaryKey: [...(added === undefined ? [] : [added.name]), left, right],
    primaryKeyName: ground.name(name, "_pkey"),
    unique: [],
    checks: [],
    foreignKeys: [key(left, from), key(right, to)],
    livePredicate: null,
    tenantColumn: tenant,
    expectedRows: rows * EACH,
    values: [],
  };
}

/** The relationship's name where no entity has it; of two entities otherwise. */
function joinName({ entities }: Ground, { from, to, name }: Relationship): string {
  if (name === "") return `${singular(from)}_${to}`;
  return entities.has(name) ? `${singular(from)}_${name}` : name;
}

/** Of an entity joined with itself the two columns differ by what the relationship is: `person_id`, `follows_person_id`. */
function sides(from: string, to: string, called: string): readonly [string, string] {
  const [left, right] = [`${singular(from)}_id`, `${singular(to)}_id`];
  return [left, left === right ? `${called === "" ? "other" : called}_${right}` : right];
}

/** Where a side belongs to a tenant, and neither is one. */
function addedTenant(
  { model, entities, tenants }: Ground,
  from: string,
  to: string,
): DesignedColumn | undefined {
  const tenant = model.tenancy?.entity;
  const owner = tenants.get(from) ?? tenants.get(to);
  if (owner === undefined || from === tenant || to === tenant) return undefined;
  return column(owner.column, keyType(entities.get(tenant ?? "") ?? { key: "uuid" }), {
    comment: "The tenant to which the row belongs.",
  });
}
