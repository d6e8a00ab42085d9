import { quoteLiteral } from "../../../sql/quote.ts";
import type { Attribute, Entity } from "../model.ts";
import type { DesignedEnum, DesignedTable } from "../tables.ts";
import { column } from "./columns.ts";
import type { Ground } from "./ground.ts";
import { enumStem } from "./ground.ts";

/** How the labels of one attribute are kept: as a type, in a table, or (neither) by a check. */
export interface BuiltEnum {
  readonly entity: string;
  readonly attribute: string;
  readonly values: readonly string[];
  readonly type: DesignedEnum | undefined;
  readonly table: DesignedTable | undefined;
}

export const enumsOf = (ground: Ground): BuiltEnum[] =>
  ground.model.entities.flatMap((entity) =>
    entity.attributes
      .filter(({ type }) => type === "enum")
      .map((attribute) => ({
        entity: entity.name,
        attribute: attribute.name,
        values: attribute.values,
        type: attribute.enumAs === "type" ? enumType(ground, entity, attribute) : undefined,
        table: attribute.enumAs === "table" ? lookupTable(ground, entity, attribute) : undefined,
      })),
  );

const enumType = (ground: Ground, entity: Entity, attribute: Attribute): DesignedEnum => ({
  name: ground.name(enumStem(entity, attribute), ""),
  values: attribute.values,
  comment: `Of ${entity.name}.${attribute.name}.`,
});

/** The label itself is the key, so that reading it takes no join. */
function lookupTable(ground: Ground, entity: Entity, attribute: Attribute): DesignedTable {
  const name = ground.name(enumStem(entity, attribute), "_values");
  return {
    schema: ground.model.schema,
    name,
    entity: null,
    comment: `What ${entity.name}.${attribute.name} may be; a new label is a row.`,
    columns: [column("value", "text")],
    primaryKey: ["value"],
    primaryKeyName: ground.name(name, "_pkey"),
    unique: [],
    checks: [],
    foreignKeys: [],
    livePredicate: null,
    tenantColumn: null,
    expectedRows: attribute.values.length,
    values: attribute.values.map((value) => `(${quoteLiteral(value)})`),
  };
}
