import { authTableNames } from "../auth/table-names.ts";
import type { Attribute, Entity, Model, Relationship } from "../model.ts";
import { fitted, singular } from "../names.ts";
import { tenantOwned } from "../tenancy.ts";

/** What every part of the design looks up. */
export interface Ground {
  readonly model: Model;
  readonly entities: ReadonlyMap<string, Entity>;
  /** Where rows of these entities say whose they are; the tenants themselves say it by their key. */
  readonly tenants: ReadonlyMap<string, TenantColumn>;
  /** A name that nothing else in the schema has: `stem` is shortened to what Postgres keeps, and numbered where it is taken. */
  readonly name: (stem: string, suffix: string) => string;
}

export interface TenantColumn {
  readonly column: string;
  /** What access patterns call it. */
  readonly member: string;
  /** The relationship that makes the column; undefined where the design adds it. */
  readonly relationship: Relationship | undefined;
}

export function groundOf(model: Model): Ground {
  const taken = new Set([...model.entities.map(({ name }) => name), ...authTableNames(model)]);
  return {
    model,
    entities: new Map(model.entities.map((entity) => [entity.name, entity])),
    tenants: tenantsOf(model),
    name: (stem, suffix) => {
      for (let number = 0; ; number++) {
        const name = fitted(stem, number === 0 ? suffix : `${suffix}${number}`);
        if (taken.has(name)) continue;
        taken.add(name);
        return name;
      }
    },
  };
}

function tenantsOf(model: Model): Map<string, TenantColumn> {
  const found = new Map<string, TenantColumn>();
  const { tenancy } = model;
  if (tenancy === null) return found;
  found.set(tenancy.entity, { column: "id", member: "id", relationship: undefined });
  const usual = singular(tenancy.entity);
  for (const entity of tenantOwned(model)) {
    const direct = model.relationships.filter(
      ({ from, to, kind, required }) =>
        from === entity && to === tenancy.entity && kind !== "many_to_many" && required,
    );
    const relationship = direct.find(({ name }) => name === usual) ?? direct[0];
    const member = relationship?.name ?? usual;
    found.set(entity, { column: `${member}_id`, member, relationship });
  }
  return found;
}

/** Type of the key of an entity, and of what refers to it. */
export const keyType = ({ key, attributes = [] }: Keyed): string =>
  attributes.find(({ name }) => name === "id")?.type ?? (key === "uuid" ? "uuid" : "bigint");

/** Only of what exists already `id` is an attribute, where its type is another. */
type Keyed = Pick<Entity, "key"> & Partial<Pick<Entity, "attributes">>;

/** Since 18 `uuidv7()`: keys in order of time, which end at one place of an index. */
export const newUuid = ({ postgres }: Model): string =>
  postgres >= 18 ? "uuidv7()" : "gen_random_uuid()";

/** `task_status`: of the type, or of the lookup table's stem. */
export const enumStem = (entity: Entity, attribute: Attribute): string =>
  `${singular(entity.name)}_${attribute.name}`;
