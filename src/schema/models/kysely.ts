import { nameOf } from "../text.ts";
import type { GeneratedModels } from "./format.ts";
import { doc, head, propertyKey } from "./js/text.ts";
import { aliasesIn, surprises, takesRows, union, valueOf } from "./js/values.ts";
import { namesBesides } from "./names.ts";
import type { ModelSource, SourceColumn, SourceEntity } from "./source.ts";

const title = "Kysely 0.28 with its PostgresDialect: `new Kysely<Database>(...)`.";

/** The `Database` of Kysely, with a row, an insert and an update of each table. */
export function emitKysely(source: ModelSource): GeneratedModels {
  const enumNames = new Map(source.enums.map((type) => [nameOf(type), type.typeName]));
  const enumType = (base: string): string => enumNames.get(base) ?? "string";
  const names = namesBesides([
    "JSONColumnType",
    ...[...source.entities, ...source.enums].map(({ typeName }) => typeName),
  ]);
  const tables = source.entities.map((entity) => ({
    entity,
    name: names.take([`${entity.typeName}Table`, `${entity.typeName}Columns`]),
  }));
  const warnings = [...surprises(source), ...source.entities.flatMap(dotted)];
  const body = [
    ...source.enums.flatMap(({ typeName, labels }) => [
      `export type ${typeName} = ${union(labels)};`,
      "",
    ]),
    ...tables.flatMap(({ entity, name }) => [
      ...doc(entity.table.comment ?? nameOf(entity.table)),
      `export interface ${name} {`,
      ...entity.columns.flatMap((column) => [
        ...doc(column.column.comment, "  "),
        `  ${propertyKey(column.column.name)}: ${columnType(column, enumType)};`,
      ]),
      "}",
      `export type ${entity.typeName} = Selectable<${name}>;`,
      ...(takesRows(entity)
        ? [
            `export type ${names.take([`New${entity.typeName}`, `${entity.typeName}Insert`])} = Insertable<${name}>;`,
            `export type ${names.take([`${entity.typeName}Update`])} = Updateable<${name}>;`,
          ]
        : []),
      "",
    ]),
    "export interface Database {",
    ...tables.map(({ entity, name }) => `  ${propertyKey(keyOf(entity))}: ${name};`),
    "}",
    "",
  ];
  const text = body.join("\n");
  const imported = [
    "ColumnType",
    "Generated",
    "GeneratedAlways",
    "Insertable",
    "Selectable",
    "Updateable",
  ];
  const used = imported.filter((name) => new RegExp(`\\b${name}<`).test(text));
  const declared = aliasesIn(source);
  const lines = [
    ...head(title, warnings),
    ...(used.length === 0 ? [] : [`import type { ${used.join(", ")} } from "kysely";`, ""]),
    ...(declared.length === 0 ? [] : [...declared, ""]),
    ...body,
  ];
  return { files: [{ path: "database.ts", content: lines.join("\n") }], warnings };
}

/** As queries name the table: `tasks`, `auth.users`. */
const keyOf = ({ table }: SourceEntity): string =>
  table.schema === "public" ? table.name : `${table.schema}.${table.name}`;

/** Kysely takes what is before a dot for the schema. */
const dotted = ({ table }: SourceEntity): string[] =>
  table.name.includes(".") || table.schema.includes(".")
    ? [`queries cannot name ${nameOf(table)} as a text, as it has a dot in it`]
    : [];

function columnType(
  { type, nullable, optional, generated, column }: SourceColumn,
  enumType: (base: string) => string,
): string {
  const value = valueOf(type, enumType);
  const orNull = nullable ? " | null" : "";
  const read = `${value.read}${orNull}`;
  if (generated)
    return column.identity === null && column.generated === null
      ? `ColumnType<${read}, never, never>`
      : `GeneratedAlways<${read}>`;
  if (value.read === value.write) return optional && !nullable ? `Generated<${read}>` : read;
  const write = `${value.write}${orNull}`;
  return `ColumnType<${read}, ${write}${optional ? " | undefined" : ""}, ${write}>`;
}
