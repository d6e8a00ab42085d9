import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import { nameOf } from "../../text.ts";
import { doc3 } from "./text.ts";
import { prismaType } from "./types.ts";
import type { PrismaContext } from "./context.ts";
import type { SourceColumn, SourceEntity } from "../source.ts";

/** A field's comment, name, type and attributes. */
export interface Field {
  readonly comment: readonly string[];
  readonly name: string;
  readonly type: string;
  readonly attributes: readonly string[];
}

/** Lines of fields with their types and attributes in columns, as `prisma format` has them. */
export function aligned(fields: readonly Field[]): string[] {
  const [names, types] = [
    Math.max(0, ...fields.map(({ name }) => name.length)),
    Math.max(0, ...fields.map(({ type }) => type.length)),
  ];
  return fields.flatMap(({ comment, name, type, attributes }) => [
    ...comment,
    `  ${name.padEnd(names)} ${type.padEnd(types)} ${attributes.join(" ")}`.trimEnd(),
  ]);
}

export function fieldOf(source: SourceColumn, entity: SourceEntity, context: PrismaContext): Field {
  const { column, property, nullable } = source;
  const { primaryKey, table } = entity;
  const { type, native, list } = prismaType(source.type, context.enumName);
  const alone = primaryKey?.columns.length === 1 && primaryKey.columns[0] === column.name;
  const attributes = [
    ...(alone
      ? [
          primaryKey.name === `${table.name}_pkey`
            ? "@id"
            : `@id(map: ${JSON.stringify(primaryKey.name)})`,
        ]
      : []),
    ...(alone ? [] : uniqueOf(column.name, entity)),
    ...defaultOf(source, entity, context),
    ...(property === column.name ? [] : [`@map(${JSON.stringify(column.name)})`]),
    ...(native === "" ? [] : [native]),
  ];
  const optional = list ? "[]" : nullable ? "?" : "";
  return {
    comment: doc3(column.comment, "  "),
    name: property,
    type: `${type}${optional}`,
    attributes,
  };
}

/** A constraint on this column alone. */
function uniqueOf(column: string, { uniques, table }: SourceEntity): string[] {
  const found = uniques.find(({ columns }) => columns.length === 1 && columns[0] === column);
  if (found === undefined) return [];
  return [
    found.name === `${table.name}_${column}_key`
      ? "@unique"
      : `@unique(map: ${JSON.stringify(found.name)})`,
  ];
}

const own = (expression: string): string => `@default(dbgenerated(${JSON.stringify(expression)}))`;

function defaultOf(
  { column, type, optional, nullable }: SourceColumn,
  { table }: SourceEntity,
  context: PrismaContext,
): string[] {
  const { default: expression, identity, generated } = column;
  const whole = /^(smallint|integer|bigint)$/.test(column.type);
  if (generated !== null) return ["@default(dbgenerated())"];
  if (identity !== null || ownsSequence(column, table, context))
    return ["@default(autoincrement())"];
  // the default is the domain's
  if (expression === null) return optional && !nullable ? ["@default(dbgenerated())"] : [];
  if (type.array || type.under !== undefined) return [own(expression)];
  if (/^(now\(\)|CURRENT_TIMESTAMP)$/.test(expression) && column.type.startsWith("timestamp"))
    return ["@default(now())"];
  const text = /^'((?:[^'\\]|'')*)'::/.exec(expression)?.[1]?.replaceAll("''", "'");
  if (type.kind === "enum") {
    const label = text === undefined ? undefined : context.labelName(type.base, text);
    return [label === undefined ? own(expression) : `@default(${label})`];
  }
  if (whole && /^\d{1,9}$/.test(expression)) return [`@default(${expression})`];
  if (column.type === "boolean" && /^(true|false)$/.test(expression))
    return [`@default(${expression})`];
  if (
    text !== undefined &&
    /^(text|character varying)$/.test(type.base) &&
    /^'[^\\\n]*'::(text|character varying)$/.test(expression)
  )
    return [`@default(${JSON.stringify(text)})`];
  return [own(expression)];
}

/** As `serial` leaves it; any other sequence Prisma knows nothing of. */
function ownsSequence(
  { name, default: expression }: Column,
  table: ObjectName,
  { source }: PrismaContext,
): boolean {
  return source.catalog.sequences.some(
    (sequence) =>
      sequence.ownedBy?.column === name &&
      nameOf(sequence.ownedBy.table) === nameOf(table) &&
      expression === `nextval('${nameOf(sequence)}'::regclass)`,
  );
}
