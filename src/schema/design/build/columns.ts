import { qualified, quoteLiteral } from "../../../sql/quote.ts";
import type { Attribute, Entity, Relationship } from "../model.ts";
import type { DesignedColumn } from "../tables.ts";
import type { Ground } from "./ground.ts";
import { keyType, newUuid } from "./ground.ts";

const plain = {
  notNull: true,
  default: null,
  identity: false,
  generated: null,
  comment: null,
  member: null,
};

/** A column that nothing but its type and these say anything of. */
export const column = (
  name: string,
  type: string,
  more: Partial<DesignedColumn> = {},
): DesignedColumn => ({ ...plain, name, type, ...more });

export const keyColumn = ({ model }: Ground, entity: Pick<Entity, "key">): DesignedColumn =>
  column("id", keyType(entity), {
    member: "id",
    ...(entity.key === "uuid" ? { default: newUuid(model) } : { identity: true }),
  });

/** The tenant of rows that say it by other rows alone. */
export function tenantColumn(
  { model, entities, tenants }: Ground,
  entity: Entity,
): DesignedColumn[] {
  const owner = tenants.get(entity.name);
  const tenant = entities.get(model.tenancy?.entity ?? "");
  if (
    owner === undefined ||
    tenant === undefined ||
    tenant === entity ||
    owner.relationship !== undefined
  )
    return [];
  return [
    column(owner.column, keyType(tenant), {
      member: owner.member,
      comment: `Whose row it is, in ${tenant.name}; policies and foreign keys compare it.`,
    }),
  ];
}

export function relationshipColumn(
  { entities }: Ground,
  { name, to, required }: Relationship,
): DesignedColumn {
  return column(`${name}_id`, keyType(entities.get(to) ?? { key: "uuid" }), {
    member: name,
    notNull: required,
  });
}

/** `types` has the names of the enum types by attribute. */
export function attributeColumn(
  { model }: Ground,
  attribute: Attribute,
  enumType: string | undefined,
): DesignedColumn {
  const type =
    attribute.type !== "enum"
      ? attribute.type
      : enumType === undefined
        ? "text"
        : qualified(model.schema, enumType);
  return column(attribute.name, type, {
    member: attribute.name,
    notNull: attribute.required,
    default: attribute.default,
    comment: commentOf(attribute),
  });
}

function commentOf({ description, pii }: Attribute): string | null {
  if (!pii) return description;
  return `${description === null ? "" : `${description} `}PII.`;
}

/** Kept by triggers and by the application's deletes. */
export const bookkeeping = ({ exists, optimisticLock, softDelete }: Entity): DesignedColumn[] => [
  ...(optimisticLock
    ? [
        column("version", "integer", {
          member: "version",
          default: "1",
          comment:
            "One more with each update; an update that states another than it read is refused.",
        }),
      ]
    : []),
  ...(exists ? [] : times),
  ...(softDelete
    ? [
        column("deleted_at", "timestamp with time zone", {
          member: "deleted_at",
          notNull: false,
          comment: "Since when the row counts as deleted.",
        }),
      ]
    : []),
];

const now = { default: "now()" };

export const createdAt = column("created_at", "timestamp with time zone", {
  ...now,
  member: "created_at",
});

const times = [
  createdAt,
  column("updated_at", "timestamp with time zone", {
    ...now,
    member: "updated_at",
    comment: "Of the last change, set by a trigger.",
  }),
];

/** `status IN ('open', 'done')` */
export const oneOf = (name: string, values: readonly string[]): string =>
  `${name} IN (${values.map(quoteLiteral).join(", ")})`;
