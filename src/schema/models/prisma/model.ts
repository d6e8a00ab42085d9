import type { ReferentialAction } from "../../../postgres/catalog/model/constraint.ts";
import { nameOf } from "../../text.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { SourceEntity, SourceRelation } from "../source.ts";
import { fieldNames, isOneToOne, type PrismaContext } from "./context.ts";
import { aligned, fieldOf, type Field } from "./fields.ts";
import { indexLines } from "./indexes.ts";
import { doc3 } from "./text.ts";
import { prismaType } from "./types.ts";

type RelationNames = ReadonlyMap<SourceRelation["foreignKey"], string>;

/** A `model` or `view`, and what it cannot say. */
export function modelLines(
  entity: SourceEntity,
  names: RelationNames,
  context: PrismaContext,
): { lines: string[]; lost: string[] } {
  const { table, typeName, columns, primaryKey } = entity;
  const fields = fieldNames(entity);
  const isView = !("constraints" in table);
  if (isView) context.use("views");
  const indexes = isView ? { lines: [], lost: [] } : indexLines(entity, context);
  const attributes = [
    ...(primaryKey !== undefined && primaryKey.columns.length > 1
      ? [
          `@@id([${primaryKey.columns.map(fields).join(", ")}]${primaryKey.name === `${table.name}_pkey` ? "" : `, map: ${JSON.stringify(primaryKey.name)}`})`,
        ]
      : []),
    ...indexes.lines,
    ...(table.name === typeName ? [] : [`@@map(${JSON.stringify(table.name)})`]),
    ...(context.schemas ? [`@@schema(${JSON.stringify(table.schema)})`] : []),
    ...(isView || isAddressable(entity, context) ? [] : ["@@ignore"]),
  ];
  return {
    lines: [
      ...doc3(table.comment),
      `${isView ? "view" : "model"} ${typeName} {`,
      ...aligned([
        ...columns.map((column) => fieldOf(column, entity, context)),
        ...entity.relations.map((relation) => relationField(relation, entity, names, context)),
      ]),
      ...(attributes.length === 0 ? [] : ["", ...attributes.map((attribute) => `  ${attribute}`)]),
      "}",
      "",
    ],
    lost: [...indexes.lost, ...lostOf(entity, context)].map((what) => `${nameOf(table)}: ${what}`),
  };
}

/** Prisma's client reaches rows by a key of fields that it knows and that are not NULL. */
export function isAddressable(
  { primaryKey, uniques, columns }: SourceEntity,
  context: PrismaContext,
): boolean {
  const known = (name: string): boolean =>
    columns.some(
      ({ column, nullable, type }) =>
        column.name === name &&
        !nullable &&
        !prismaType(type, context.enumName).type.startsWith("Unsupported"),
    );
  return [...(primaryKey ? [primaryKey] : []), ...uniques].some((key) => key.columns.every(known));
}

const actions: Readonly<Record<ReferentialAction, string>> = {
  "no action": "NoAction",
  restrict: "Restrict",
  cascade: "Cascade",
  "set null": "SetNull",
  "set default": "SetDefault",
};

function relationField(
  relation: SourceRelation,
  entity: SourceEntity,
  names: RelationNames,
  context: PrismaContext,
): Field {
  const { name, to, cardinality, foreignKey, ambiguous } = relation;
  const target = context.entityOf(to);
  const label = ambiguous ? JSON.stringify(names.get(foreignKey) ?? "") : "";
  const ignored =
    target !== undefined && isAddressable(entity, context) && !isAddressable(target, context)
      ? ["@ignore"]
      : [];
  if (cardinality !== "one" || target === undefined) {
    const single = cardinality === "maybe" && isOneToOne(target, relation);
    return {
      comment: [],
      name,
      type: `${target?.typeName ?? ""}${single ? "?" : "[]"}`,
      attributes: [...(label === "" ? [] : [`@relation(${label})`]), ...ignored],
    };
  }
  const [fields, foreign] = [fieldNames(entity), fieldNames(target)];
  const { references, columns } = foreignKey;
  const optional = columns.some((column) =>
    entity.columns.some((each) => each.column.name === column && each.nullable),
  );
  const usual = `${entity.table.name}_${columns.join("_")}_fkey`;
  const args = [
    ...(label === "" ? [] : [label]),
    `fields: [${columns.map(fields).join(", ")}]`,
    `references: [${(references?.columns ?? []).map(foreign).join(", ")}]`,
    `onDelete: ${actions[references?.onDelete ?? "no action"]}`,
    `onUpdate: ${actions[references?.onUpdate ?? "no action"]}`,
    ...(foreignKey.name === usual ? [] : [`map: ${JSON.stringify(foreignKey.name)}`]),
  ];
  return {
    comment: [],
    name,
    type: `${target.typeName}${optional ? "?" : ""}`,
    attributes: [`@relation(${args.join(", ")})`, ...ignored],
  };
}

function lostOf(entity: SourceEntity, context: PrismaContext): string[] {
  const { columns, checks, foreignKeys, table, uniques } = entity;
  const policies = "policies" in table ? table.policies : [];
  const secured = "rowSecurity" in table && table.rowSecurity.enabled;
  const names = (list: readonly { readonly name: string }[]): string =>
    list.map(({ name }) => quoteIdentifier(name)).join(", ");
  const withWords = (what: string, list: readonly { readonly name: string }[]): string[] =>
    list.length === 0 ? [] : [`${what} ${names(list)}`];
  const of = (test: (column: SourceEntity["columns"][number]) => boolean): { name: string }[] =>
    columns.filter(test).map(({ column }) => column);
  return [
    ...withWords(
      "checks",
      checks.filter(({ enforced }) => enforced),
    ),
    ...withWords("policies", policies),
    ...(secured ? ["row-level security"] : []),
    ...withWords(
      "identity, as Prisma makes a sequence, of",
      of(({ column }) => column.identity !== null),
    ),
    ...withWords(
      "generated columns",
      of(({ column }) => column.generated !== null),
    ),
    ...withWords(
      "NOT NULL of lists",
      of(({ column, type }) => column.notNull !== null && prismaType(type, context.enumName).list),
    ),
    ...withWords(
      "the domain of",
      of(({ type }) => type.kind === "domain"),
    ),
    ...withWords("unique constraints, as Prisma makes unique indexes:", uniques),
    ...foreignKeys.flatMap(({ name, references }) =>
      references && context.entityOf(references.table)
        ? []
        : [`foreign key ${quoteIdentifier(name)}, whose table is not here`],
    ),
  ];
}
