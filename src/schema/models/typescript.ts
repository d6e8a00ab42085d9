import { nameOf } from "../text.ts";
import type { GeneratedModels } from "./format.ts";
import { doc, head, propertyKey } from "./js/text.ts";
import { aliasesIn, surprises, takesRows, union, valueOf } from "./js/values.ts";
import { namesBesides } from "./names.ts";
import type { ModelSource, SourceColumn, SourceEntity } from "./source.ts";

const title =
  "Rows as node-postgres and @neondatabase/serverless return them, and what INSERT and UPDATE take.";

/** Types of TypeScript without any library: a row, an insert and an update for each table. */
export function emitTypescript(source: ModelSource): GeneratedModels {
  const warnings = surprises(source);
  const enumNames = new Map(source.enums.map((type) => [nameOf(type), type.typeName]));
  const enumType = (base: string): string => enumNames.get(base) ?? "string";
  const names = namesBesides([...source.entities, ...source.enums].map(({ typeName }) => typeName));
  const body = [
    ...source.enums.flatMap(({ typeName, labels }) => [
      `export type ${typeName} = ${union(labels)};`,
      "",
    ]),
    ...source.entities.flatMap((entity) => entityTypes(entity, enumType, names)),
  ];
  const used = aliasesIn(source);
  const lines = [
    ...head(title, warnings),
    ...(used.length === 0 ? [] : [...used, ""]),
    ...(body.length === 0 ? ["export {};", ""] : body),
  ];
  return { files: [{ path: "models.ts", content: lines.join("\n") }], warnings };
}

function entityTypes(
  entity: SourceEntity,
  enumType: (base: string) => string,
  names: ReturnType<typeof namesBesides>,
): string[] {
  const { table, typeName, columns } = entity;
  const member = (column: SourceColumn, use: "read" | "insert" | "update"): string[] => {
    const value = valueOf(column.type, enumType)[use === "read" ? "read" : "write"];
    const optional = use === "update" || (use === "insert" && column.optional) ? "?" : "";
    return [
      ...(use === "read" ? doc(column.column.comment, "  ") : []),
      `  ${propertyKey(column.column.name)}${optional}: ${value}${column.nullable ? " | null" : ""};`,
    ];
  };
  const written = columns.filter(({ generated }) => !generated);
  const block = (name: string, members: readonly string[]): string[] => [
    `export interface ${name} {`,
    ...members,
    "}",
    "",
  ];
  return [
    ...(table.comment === null
      ? [`/** ${nameOf(table).replaceAll("*/", "*\\/").replaceAll(/\s/g, " ")} */`]
      : doc(table.comment)),
    ...block(
      typeName,
      columns.flatMap((column) => member(column, "read")),
    ),
    ...(takesRows(entity)
      ? [
          ...block(
            names.take([`${typeName}Insert`, `${typeName}Inserted`]),
            written.flatMap((column) => member(column, "insert")),
          ),
          ...block(
            names.take([`${typeName}Update`, `${typeName}Updated`]),
            written.flatMap((column) => member(column, "update")),
          ),
        ]
      : []),
  ];
}
