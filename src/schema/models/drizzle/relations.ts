import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import { nameOf } from "../../text.ts";
import { literal } from "../js/text.ts";
import type { SourceEntity, SourceRelation } from "../source.ts";
import { constantOf, type DrizzleContext } from "./context.ts";

/** `relations()` of an entity, or nothing where it has none. */
export function relationLines(entity: SourceEntity, context: DrizzleContext): string[] {
  const { relations, table } = entity;
  if (relations.length === 0) return [];
  const used = [
    ...(relations.some(({ cardinality }) => cardinality !== "many") ? ["one"] : []),
    ...(relations.some(({ cardinality }) => cardinality === "many") ? ["many"] : []),
  ];
  const own = constantOf(context, entity);
  return [
    `export const ${own}Relations = relations(${own}, ({ ${used.join(", ")} }) => ({`,
    ...relations.map((relation) => `  ${relation.name}: ${endOf(relation, table, context)},`),
    "}));",
    "",
  ];
}

function endOf(relation: SourceRelation, table: ObjectName, context: DrizzleContext): string {
  const { cardinality, to, foreignKey, ambiguous } = relation;
  const target = context.tables.get(nameOf(to)) ?? "";
  const owner = cardinality === "one" ? table : to;
  const fields = [
    ...(cardinality === "one"
      ? [
          `fields: [${members(context, table, foreignKey.columns)}]`,
          `references: [${members(context, to, foreignKey.references?.columns ?? [])}]`,
        ]
      : []),
    ...(ambiguous ? [`relationName: ${literal(relationName(owner, foreignKey))}`] : []),
  ];
  const config = fields.length === 0 ? "" : `, { ${fields.join(", ")} }`;
  return `${cardinality === "many" ? "many" : "one"}(${target}${config})`;
}

/** Names of constraints are a table's own. */
const relationName = (owner: ObjectName, { name }: Constraint): string =>
  `${owner.schema}.${owner.name}.${name}`;

function members(context: DrizzleContext, name: ObjectName, columns: readonly string[]): string {
  const entity = context.source.entities.find(({ table }) => nameOf(table) === nameOf(name));
  return columns
    .map((column) => {
      const property = entity?.columns.find((each) => each.column.name === column)?.property ?? "";
      return `${context.tables.get(nameOf(name)) ?? ""}.${property}`;
    })
    .join(", ");
}
