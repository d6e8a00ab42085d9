import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../text.ts";
import { readChecks } from "../checks/read-checks.ts";
import type { Condition } from "../checks/condition.ts";
import type { GeneratedModels } from "../format.ts";
import { doc, head, literal, member, propertyKey } from "../js/text.ts";
import { surprises, takesRows } from "../js/values.ts";
import { namesBesides } from "../names.ts";
import type { ModelSource, SourceEntity } from "../source.ts";
import { domainsOf } from "../types.ts";
import { columnSchema } from "./column.ts";
import { snippetNames, snippetsIn } from "./snippets.ts";

const title =
  "Zod 4: rows as node-postgres and @neondatabase/serverless return them, and what INSERT and UPDATE take. What passes, the column takes.";

/** Schemas of a row, an insert and an update for each table, with the checks that mean the same in JavaScript. */
export async function emitZod(source: ModelSource): Promise<GeneratedModels> {
  const checks = await readChecks(source);
  const told = new Set<string>();
  const enumNames = new Map(source.enums.map((type) => [nameOf(type), type.typeName]));
  const enumSchema = (base: string): string => enumNames.get(base) ?? "z.string()";
  const names = namesBesides([
    ...snippetNames,
    ...[...source.entities, ...source.enums].map(({ typeName }) => typeName),
  ]);
  const body = [
    ...source.enums.flatMap(({ typeName, labels }) => [
      labels.length === 0
        ? `export const ${typeName} = z.never();`
        : `export const ${typeName} = z.enum([${labels.map(literal).join(", ")}]);`,
      `export type ${typeName} = z.infer<typeof ${typeName}>;`,
      "",
    ]),
    ...source.entities.flatMap((entity) => {
      const insert = names.take([`${entity.typeName}Insert`, `${entity.typeName}Inserted`]);
      const update = names.take([`${entity.typeName}Update`, `${entity.typeName}Updated`]);
      const base = names.take([`${insert}Columns`]);
      return entitySchemas(entity, { insert, update, base }, checks, enumSchema, told);
    }),
  ];
  const warnings = [
    ...surprises(source),
    ...source.entities.flatMap((entity) => untold(entity, told)),
  ];
  const lines = [
    ...head(title, warnings),
    'import * as z from "zod";',
    "",
    ...snippetsIn(body.join("\n")),
    ...body,
  ];
  return { files: [{ path: "models.ts", content: lines.join("\n") }], warnings };
}

const keyOf = (entity: SourceEntity, constraint: string): string =>
  `${nameOf(entity.table)}.${constraint}`;

function entitySchemas(
  entity: SourceEntity,
  names: { readonly insert: string; readonly update: string; readonly base: string },
  checks: ReadonlyMap<string, Condition>,
  enumSchema: (base: string) => string,
  told: Set<string>,
): string[] {
  const { table, typeName, columns } = entity;
  const schemas = columns.map((column) => ({
    ...column,
    ...columnSchema(column, entity, checks, enumSchema, (name) =>
      told.add(name.includes(".") ? name : keyOf(entity, name)),
    ),
  }));
  const read = schemas.flatMap(({ column, read: schema }) => [
    ...doc(column.comment, "  "),
    `  ${propertyKey(column.name)}: ${schema},`,
  ]);
  const inferred = (name: string): string => `export type ${name} = z.infer<typeof ${name}>;`;
  const row = [
    ...doc(table.comment ?? nameOf(table)),
    `export const ${typeName} = z.object({`,
    ...read,
    "});",
    inferred(typeName),
    "",
  ];
  if (!takesRows(entity)) return row;
  const written = schemas
    .filter(({ generated }) => !generated)
    .map(({ column, write }) => `  ${propertyKey(column.name)}: ${write},`);
  const across = acrossColumns(entity, checks, told);
  const base = across.length === 0 ? names.insert : names.base;
  return [
    ...row,
    ...(across.length === 0 ? ["export "] : [""]).map(
      (word) => `${word}const ${base} = z.strictObject({`,
    ),
    ...written,
    "});",
    ...(across.length === 0 ? [] : [`export const ${names.insert} = ${base}${across.join("")};`]),
    inferred(names.insert),
    "",
    `export const ${names.update} = ${base}.partial();`,
    inferred(names.update),
    "",
  ];
}

/** Checks that compare two columns of whole numbers; a column that is left out has its default, which is Postgres's to judge. */
function acrossColumns(
  entity: SourceEntity,
  checks: ReadonlyMap<string, Condition>,
  told: Set<string>,
): string[] {
  return entity.checks.flatMap(({ name, definition, enforced }) => {
    const condition = checks.get(definition);
    if (!enforced || condition?.is !== "compare") return [];
    const sides = [condition.left, condition.right].map((operand) => {
      const column =
        operand.is === "column" &&
        operand.of === "value" &&
        /^(int4|int8|)$/.test(operand.cast ?? "")
          ? entity.columns.find((each) => each.column.name === operand.column)
          : undefined;
      const whole =
        column !== undefined &&
        !column.generated &&
        /^(smallint|integer)$/.test(column.type.base) &&
        !column.type.array;
      return whole ? member("row", column.column.name) : undefined;
    });
    const [left, right] = sides;
    if (left === undefined || right === undefined) return [];
    told.add(keyOf(entity, name));
    const operator =
      { "=": "===", "<>": "!==" }[condition.operator as string] ?? condition.operator;
    return [
      `.refine((row) => ${left} == null || ${right} == null || ${left} ${operator} ${right}, ${literal(name)})`,
    ];
  });
}

function untold(entity: SourceEntity, told: ReadonlySet<string>): string[] {
  const own = entity.checks
    .filter(({ name, enforced }) => enforced && !told.has(keyOf(entity, name)))
    .map(
      ({ name, definition }) =>
        `constraint ${quoteIdentifier(name)} of ${nameOf(entity.table)}: ${definition}`,
    );
  const ofDomains = entity.columns.flatMap(({ column, type }) =>
    domainsOf(type).flatMap((domain) =>
      domain.constraints
        .filter(({ name }) => !told.has(`${domain.schema}.${domain.name}.${name}`))
        .map(
          ({ name, definition }) =>
            `constraint ${quoteIdentifier(name)} of domain ${nameOf(domain)} in ${nameOf(entity.table)}.${quoteIdentifier(column.name)}: ${definition}`,
        ),
    ),
  );
  return [...own, ...ofDomains];
}
