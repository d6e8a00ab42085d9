import type { Relationship } from "../model.ts";
import { singular } from "../names.ts";
import type { DesignedForeignKey, DesignedTable } from "../tables.ts";
import { column, createdAt } from "./columns.ts";
import { ASSUMED_ROWS } from "./entity-table.ts";
import type { Ground } from "./ground.ts";
import { keyType } from "./ground.ts";

/** How many rows of the other side one row is assumed to be joined with. */
const EACH = 5;

/**
 * The table of a many-to-many relationship. Its key begins with `from`, and begins with the tenant where both sides have one; the other
 * direction takes the index of the second foreign key.
 */
export function joinTable(ground: Ground, relationship: Relationship): DesignedTable {
  const { model, entities, tenants } = ground;
  const { from, to, name: called, onDelete, onUpdate } = relationship;
  const name = ground.name(joinName(ground, relationship), "");
  const [left, right] = sides(from, to, called);
  const tenant = sharedTenant(ground, from, to);
  const owner = tenant === undefined ? [] : [tenant.column];
  const key = (side: string, table: string): DesignedForeignKey => ({
    name: ground.name(`${name}_${[...owner, side].join("_")}`, "_fkey"),
    columns: [...owner, side],
    references: {
      schema: model.schema,
      table,
      columns: tenant === undefined ? ["id"] : [tenants.get(table)?.column ?? "", "id"],
    },
    onDelete: onDelete.toUpperCase(),
    onUpdate: onUpdate.toUpperCase(),
  });
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
      ...(tenant === undefined
        ? []
        : [column(tenant.column, tenant.type, { comment: "The tenant of both sides." })]),
      column(left, type(from)),
      column(right, type(to)),
      { ...createdAt, member: null },
    ],
    primaryKey: [...owner, left, right],
    primaryKeyName: ground.name(name, "_pkey"),
    unique: [],
    checks: [],
    foreignKeys: [key(left, from), key(right, to)],
    livePredicate: null,
    tenantColumn: tenant?.column ?? null,
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

function sharedTenant(
  { model, entities, tenants }: Ground,
  from: string,
  to: string,
): { readonly column: string; readonly type: string } | undefined {
  const tenant = model.tenancy?.entity;
  const owner = tenants.get(from);
  if (tenant === undefined || owner === undefined || !tenants.has(to)) return undefined;
  if (from === tenant || to === tenant) return undefined;
  return { column: owner.column, type: keyType(entities.get(tenant) ?? { key: "uuid" }) };
}
