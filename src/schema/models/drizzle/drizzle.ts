import type { Sequence } from "../../../postgres/catalog/model/catalog.ts";
import type { View } from "../../../postgres/catalog/model/table.ts";
import { bare, nameOf } from "../../text.ts";
import type { GeneratedModels } from "../format.ts";
import { commentsOf, lostOf } from "../js/lost.ts";
import { doc, head, literal } from "../js/text.ts";
import { namesBesides } from "../names.ts";
import type { ModelSource, SourceEntity } from "../source.ts";
import { columnLines, isOfSerial, sequenceConfig } from "./columns.ts";
import { constantOf, drizzleContext, sqlTemplate, type DrizzleContext } from "./context.ts";
import { relationLines } from "./relations.ts";
import { tableLines } from "./table.ts";

const title =
  "Drizzle 0.45: tables, views, enums and sequences as drizzle-kit makes them, and the relations of its queries.";

/** One `schema.ts` for drizzle-orm and drizzle-kit. */
export function emitDrizzle(source: ModelSource): GeneratedModels {
  const context = drizzleContext(source);
  const tables = source.entities.filter(({ table }) => "constraints" in table);
  const declared = tables.map((entity) => tableLines(entity, context));
  const views = inOrder(source.entities.filter(isView)).flatMap((view) => viewLines(view, context));
  const sequences = source.catalog.sequences.filter(
    (sequence) => context.sequences.has(nameOf(sequence)) && !isOfSerial(sequence, context),
  );
  const sequenceLines = sequences.flatMap((sequence) => sequenceLine(sequence, context));
  const enums = source.enums.flatMap((type) => enumLines(type, context));
  const relations = source.entities.flatMap((entity) => relationLines(entity, context));
  const warnings = [
    ...lostOf(source),
    ...declared.flatMap(({ lost }) => lost),
    ...sequences.flatMap(lostOfSequence),
    ...lostOfViews(source),
    ...source.enums
      .filter(({ labels }) => labels.length === 0)
      .map((type) => `enum ${nameOf(type)} has no values`),
    ...commentsOf(source),
  ];
  const types = [...context.customTypes.values()].flatMap(({ name, data, constant }) => {
    context.use("customType");
    return [
      `const ${constant} = customType<{ data: ${data} }>({ dataType: () => ${literal(name)} });`,
    ];
  });
  const schemas = [...context.schemas].map(
    ([schema, constant]) =>
      `export const ${constant} = ${context.use("pgSchema")}(${literal(schema)});`,
  );
  const orm = [
    ...(relations.length > 0 ? ["relations"] : []),
    ...(context.used.has("sql") ? ["sql"] : []),
  ];
  const core = [...context.used]
    .filter((name) => name !== "sql")
    .sort()
    .map((name) => (name === "PgTableExtraConfigValue" ? `type ${name}` : name));
  const block = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : [...lines, ""]);
  const lines = [
    ...head(title, warnings),
    ...(orm.length === 0 ? [] : [`import { ${orm.join(", ")} } from "drizzle-orm";`]),
    ...(core.length === 0 ? [] : [`import { ${core.join(", ")} } from "drizzle-orm/pg-core";`]),
    "",
    ...block(types),
    ...block(schemas),
    ...block(enums),
    ...block(sequenceLines),
    ...declared.flatMap(({ lines: own }) => own),
    ...views,
    ...relations,
    ...rowTypes(source, context),
  ];
  return { files: [{ path: "schema.ts", content: lines.join("\n") }], warnings };
}

interface ViewEntity extends SourceEntity {
  readonly table: View;
}

const isView = (entity: SourceEntity): entity is ViewEntity => !("constraints" in entity.table);

/** A view after those that its query names. */
function inOrder(views: readonly ViewEntity[]): ViewEntity[] {
  const done: ViewEntity[] = [];
  const add = (view: ViewEntity, above: readonly ViewEntity[]): void => {
    if (done.includes(view) || above.includes(view)) return;
    for (const other of views)
      if (other !== view && view.table.definition.includes(nameOf(other.table)))
        add(other, [...above, view]);
    done.push(view);
  };
  for (const view of views) add(view, []);
  return done;
}

function enumLines(
  { schema, name, labels, ...type }: ModelSource["enums"][number],
  context: DrizzleContext,
): string[] {
  const constant = context.enums.get(nameOf({ schema, name })) ?? "";
  const declared = context.schemas.get(schema);
  const call = declared === undefined ? context.use("pgEnum") : `${declared}.enum`;
  const values =
    labels.length === 0 ? "[] as unknown as [string]" : `[${labels.map(literal).join(", ")}]`;
  return [
    `export const ${constant} = ${call}(${literal(name)}, ${values});`,
    `export type ${type.typeName} = (typeof ${constant}.enumValues)[number];`,
  ];
}

function sequenceLine(sequence: Sequence, context: DrizzleContext): string[] {
  const declared = context.schemas.get(sequence.schema);
  if (declared === undefined && sequence.schema !== "public") return [];
  const call = declared === undefined ? context.use("pgSequence") : `${declared}.sequence`;
  const fields = Object.entries(sequenceConfig(sequence, "bigint")).map(
    ([key, value]) => `${key}: ${value}`,
  );
  const config = fields.length === 0 ? "" : `, { ${fields.join(", ")} }`;
  return [
    `export const ${context.sequences.get(nameOf(sequence)) ?? ""} = ${call}(${literal(sequence.name)}${config});`,
  ];
}

function lostOfSequence(sequence: Sequence): string[] {
  const words = [
    ...(sequence.type === "bigint" ? [] : [`type ${sequence.type}`]),
    ...(sequence.ownedBy === null ? [] : [`OWNED BY ${nameOf(sequence.ownedBy.table)}`]),
    ...(sequence.unlogged ? ["unlogged"] : []),
  ];
  return words.length === 0 ? [] : [`sequence ${nameOf(sequence)}: ${words.join(", ")}`];
}

function lostOfViews({ entities }: ModelSource): string[] {
  return entities
    .filter(isView)
    .flatMap(({ table }) => [
      ...(table.indexes.length === 0 ? [] : [`indexes of ${nameOf(table)}`]),
      ...(Object.keys(table.options).length === 0
        ? []
        : [`options of ${nameOf(table)}: ${Object.keys(table.options).join(", ")}`]),
    ]);
}

function viewLines(entity: ViewEntity, context: DrizzleContext): string[] {
  const { table, columns } = entity;
  const materialized = table.kind === "materialized view";
  const declared = context.schemas.get(table.schema);
  const call =
    declared === undefined
      ? context.use(materialized ? "pgMaterializedView" : "pgView")
      : `${declared}.${materialized ? "materializedView" : "view"}`;
  context.use("sql");
  return [
    ...doc(table.comment),
    `export const ${constantOf(context, entity)} = ${call}(${literal(table.name)}, {`,
    ...columns.flatMap((column) => columnLines(column, entity, context)),
    `}).as(${sqlTemplate(bare(table.definition).trim())});`,
    "",
  ];
}

function rowTypes(source: ModelSource, context: DrizzleContext): string[] {
  const names = namesBesides([...source.entities, ...source.enums].map(({ typeName }) => typeName));
  return source.entities.flatMap((entity) => {
    const constant = constantOf(context, entity);
    const row = `export type ${entity.typeName} = typeof ${constant}.$inferSelect;`;
    if (isView(entity)) return [row];
    const fresh = names.take([`New${entity.typeName}`, `${entity.typeName}Insert`]);
    return [row, `export type ${fresh} = typeof ${constant}.$inferInsert;`];
  });
}
