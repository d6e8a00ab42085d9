import { nameOf } from "../../text.ts";
import type { GeneratedModels } from "../format.ts";
import { commentsOf, lostOf } from "../js/lost.ts";
import type { ModelSource, SourceEnum } from "../source.ts";
import { isSayable, prismaContext, relationNames, type PrismaContext } from "./context.ts";
import { modelLines } from "./model.ts";
import { notes } from "./text.ts";

/** One `schema.prisma` of Prisma 7, as `prisma db pull` writes it where that knows the words. */
export function emitPrisma(source: ModelSource): GeneratedModels {
  const features = new Set<string>();
  const context = prismaContext(source, features);
  const names = relationNames(source);
  const models = source.entities.map((entity) => modelLines(entity, names, context));
  const warnings = [
    ...lostOf(source),
    ...models.flatMap(({ lost }) => lost),
    ...source.enums
      .filter((type) => !isSayable(type))
      .map((type) => `enum ${nameOf(type)}, which has an empty label or none`),
    ...source.enums
      .filter(({ labels }) => labels.some((label) => label.includes("'")))
      .map((type) => `Prisma does not escape the apostrophes of enum ${nameOf(type)}`),
    ...source.entities
      .filter(({ table }) => !("constraints" in table))
      .map(({ table }) => `view ${nameOf(table)} is declared, and made by migrations in SQL`),
    ...commentsOf(source),
  ];
  const schemas = [
    ...new Set(
      [...source.entities.map(({ table }) => table), ...source.enums].map(({ schema }) => schema),
    ),
  ].sort();
  const preview = [...features].sort().map((feature) => JSON.stringify(feature));
  const lines = [
    ...notes(warnings),
    ...(warnings.length === 0 ? [] : [""]),
    "generator client {",
    '  provider = "prisma-client"',
    '  output = "./generated"',
    ...(preview.length === 0 ? [] : [`  previewFeatures = [${preview.join(", ")}]`]),
    "}",
    "",
    "datasource db {",
    '  provider = "postgresql"',
    ...(context.schemas
      ? [`  schemas = [${schemas.map((schema) => JSON.stringify(schema)).join(", ")}]`]
      : []),
    "}",
    "",
    ...source.enums.filter(isSayable).flatMap((type) => enumLines(type, context)),
    ...models.flatMap(({ lines: own }) => own),
  ];
  return { files: [{ path: "schema.prisma", content: lines.join("\n") }], warnings };
}

function enumLines(type: SourceEnum, context: PrismaContext): string[] {
  const values = type.labels.map((label) => {
    const name = context.labelName(nameOf(type), label) ?? "";
    return `  ${name}${name === label ? "" : ` @map(${JSON.stringify(label)})`}`;
  });
  return [
    `enum ${type.typeName} {`,
    ...values,
    ...(type.name === type.typeName && !context.schemas ? [] : [""]),
    ...(type.name === type.typeName ? [] : [`  @@map(${JSON.stringify(type.name)})`]),
    ...(context.schemas ? [`  @@schema(${JSON.stringify(type.schema)})`] : []),
    "}",
    "",
  ];
}
