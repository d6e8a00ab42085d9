import type { Entity } from "../model.ts";
import type { DesignedForeignKey, DesignedTable } from "../tables.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { BuiltEnum } from "./enums.ts";
import {
  attributeColumn,
  bookkeeping,
  keyColumn,
  oneOf,
  relationshipColumn,
  tenantColumn,
} from "./columns.ts";
import { relationshipKey, tenantKey } from "./foreign-keys.ts";
import type { Ground } from "./ground.ts";
import { liveOf, uniqueOf } from "./unique.ts";

/** Rows of an entity of which the caller says nothing. */
export const ASSUMED_ROWS = 100_000;

export function entityTable(
  ground: Ground,
  entity: Entity,
  enums: readonly BuiltEnum[],
): DesignedTable {
  const { model, tenants, name } = ground;
  const relationships = model.relationships.filter(
    ({ from, kind }) => from === entity.name && kind !== "many_to_many",
  );
  const own = enums.filter((one) => one.entity === entity.name);
  const enumOf = (attribute: string) => own.find((one) => one.attribute === attribute);
  const columns = [
    ...(entity.attributes.some((one) => one.name === "id") ? [] : [keyColumn(ground, entity)]),
    ...(entity.exists ? [] : tenantColumn(ground, entity)),
    ...relationships.map((one) => relationshipColumn(ground, one)),
    ...entity.attributes.map((one) => attributeColumn(ground, one, enumOf(one.name)?.type?.name)),
    ...bookkeeping(entity),
  ];
  const lookups = own.flatMap(({ attribute, table }): DesignedForeignKey[] =>
    table === undefined
      ? []
      : [
          {
            name: name(`${entity.name}_${attribute}`, "_fkey"),
            columns: [attribute],
            references: { schema: model.schema, table: table.name, columns: ["value"] },
            onDelete: "RESTRICT",
            onUpdate: "CASCADE",
          },
        ],
  );
  return {
    schema: model.schema,
    name: entity.name,
    entity: entity.name,
    comment: commentOf(ground, entity),
    columns,
    primaryKey: ["id"],
    primaryKeyName: name(entity.name, "_pkey"),
    unique: uniqueOf(ground, entity, columns, relationships),
    checks: checksOf(ground, entity, own),
    foreignKeys: [
      ...(entity.exists ? [] : tenantKey(ground, entity)),
      ...relationships.map((one) => relationshipKey(ground, one)),
      ...lookups,
    ],
    livePredicate: liveOf(entity),
    tenantColumn: tenants.get(entity.name)?.column ?? null,
    expectedRows: entity.expectedRows ?? ASSUMED_ROWS,
    values: [],
  };
}

function checksOf(
  { name }: Ground,
  entity: Entity,
  enums: readonly BuiltEnum[],
): { name: string; expression: string }[] {
  return [
    ...enums
      .filter(({ type, table }) => type === undefined && table === undefined)
      .map(({ attribute, values }) => ({
        name: name(`${entity.name}_${attribute}`, "_check"),
        expression: oneOf(quoteIdentifier(attribute), values),
      })),
    ...entity.attributes.flatMap(({ name: attribute, check }) =>
      check === null
        ? []
        : [{ name: name(`${entity.name}_${attribute}`, "_check"), expression: check }],
    ),
    ...entity.checks.map((expression) => ({ name: name(entity.name, "_check"), expression })),
  ];
}

/** Nothing where there is nothing to say but the name. */
function commentOf({ model, tenants }: Ground, entity: Entity): string | null {
  const { description, name, softDelete, retentionDays, attributes } = entity;
  const personal = attributes.filter(({ pii }) => pii).map((one) => one.name);
  const said = [
    description ?? "",
    tenants.has(name) && name !== model.tenancy?.entity
      ? `Belongs to one of ${model.tenancy?.entity}.`
      : "",
    softDelete ? "Deleted by setting deleted_at." : "",
    personal.length > 0 ? `PII: ${personal.join(", ")}.` : "",
    retentionDays === null
      ? ""
      : `Kept ${retentionDays} days after ${softDelete ? "deletion" : "creation"}.`,
  ].filter(Boolean);
  return said.length === 0 ? null : said.join(" ");
}
