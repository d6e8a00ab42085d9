import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Sequence } from "../../../postgres/catalog/model/catalog.ts";
import type { ObjectName, SequenceOptions } from "../../../postgres/catalog/model/common.ts";
import { nameOf } from "../../text.ts";
import { doc, literal } from "../js/text.ts";
import type { SourceColumn, SourceEntity } from "../source.ts";
import { sqlTemplate, type DrizzleContext } from "./context.ts";
import { drizzleType } from "./types.ts";

/** The line of one column in a table or a view. */
export function columnLines(
  { column, property, type }: SourceColumn,
  entity: SourceEntity,
  context: DrizzleContext,
): string[] {
  const { array, ...rest } = type;
  const declared = drizzleType({ ...rest, array: false }, (base) => context.enums.get(base));
  const serial = serialOf(column, entity, context);
  const isEnum = [...context.enums.values()].includes(declared.builder);
  const builder =
    serial ??
    (declared.custom === undefined
      ? isEnum
        ? declared.builder
        : context.use(declared.builder)
      : context.customType(declared.custom.name, declared.custom.data));
  const config =
    serial === undefined ? declared.config : serial === "bigserial" ? '{ mode: "bigint" }' : "";
  const { primaryKey } = entity;
  const alone = primaryKey?.columns.length === 1 && primaryKey.columns[0] === column.name;
  const methods = [
    ...(array ? [".array()"] : []),
    ...(serial === undefined ? defaultOf(column, isEnum && !array, context) : []),
    ...(column.identity === null ? [] : [identityOf(column, entity)]),
    ...(column.generated === null
      ? []
      : [`.generatedAlwaysAs(${use(context, column.generated.expression)})`]),
    ...(alone && primaryKey.name === `${entity.table.name}_pkey` ? [".primaryKey()"] : []),
    ...(column.notNull !== null && serial === undefined && column.identity === null && !alone
      ? [".notNull()"]
      : []),
  ];
  const args = [literal(column.name), ...(config === "" ? [] : [config])].join(", ");
  return [...doc(column.comment, "  "), `  ${property}: ${builder}(${args})${methods.join("")},`];
}

const use = (context: DrizzleContext, text: string): string => {
  context.use("sql");
  return sqlTemplate(text);
};

function defaultOf(
  { default: expression, type }: Column,
  isEnum: boolean,
  context: DrizzleContext,
): string[] {
  if (expression === null) return [];
  if (expression === "now()" && type.startsWith("timestamp")) return [".defaultNow()"];
  if (expression === "gen_random_uuid()" && type === "uuid") return [".defaultRandom()"];
  if (/^(smallint|integer|real|double precision)$/.test(type) && /^\d{1,9}$/.test(expression))
    return [`.default(${expression})`];
  if (type === "boolean" && /^(true|false)$/.test(expression)) return [`.default(${expression})`];
  const [, text, cast = ""] = /^'([^'\\]*)'::(.*)$/.exec(expression) ?? [];
  const isText =
    /^(text|character varying)(\(\d+\))?$/.test(type) && /^(text|character varying)$/.test(cast);
  if (text !== undefined && (isText || (isEnum && cast === type)))
    return [`.default(${literal(text)})`];
  return [`.default(${use(context, expression)})`];
}

const serials: Readonly<Record<string, string>> = {
  smallint: "smallserial",
  integer: "serial",
  bigint: "bigserial",
};

function serialOf(
  column: Column,
  { table }: SourceEntity,
  context: DrizzleContext,
): string | undefined {
  const own = context.source.catalog.sequences.some((sequence) =>
    isSerial(sequence, column, table),
  );
  const builder = own ? serials[column.type] : undefined;
  return builder === undefined ? undefined : context.use(builder);
}

/** `serial` makes a NOT NULL column with a sequence of this name, which belongs to it. */
function isSerial(sequence: Sequence, column: Column, table: ObjectName): boolean {
  return (
    sequence.ownedBy?.column === column.name &&
    nameOf(sequence.ownedBy.table) === nameOf(table) &&
    sequence.schema === table.schema &&
    sequence.name === `${table.name}_${column.name}_seq` &&
    column.default === `nextval('${nameOf(sequence)}'::regclass)` &&
    column.notNull !== null &&
    sequence.type === column.type &&
    Object.keys(sequenceConfig(sequence, column.type)).length === 0
  );
}

/** Whether a column's declaration makes the sequence. */
export function isOfSerial(sequence: Sequence, { source }: DrizzleContext): boolean {
  const { ownedBy } = sequence;
  if (ownedBy === null) return false;
  const table = source.entities.find(
    (entity) => nameOf(entity.table) === nameOf(ownedBy.table),
  )?.table;
  const column = table?.columns.find(({ name }) => name === ownedBy.column);
  return table !== undefined && column !== undefined && isSerial(sequence, column, table);
}

const largest: Readonly<Record<string, string>> = {
  smallint: "32767",
  integer: "2147483647",
  bigint: "9223372036854775807",
};

/** What of a sequence is not as it is by itself. */
export function sequenceConfig(
  { start, increment, min, max, cache, cycle }: SequenceOptions,
  type: string,
): Record<string, string> {
  const down = increment.startsWith("-");
  const differs = (value: string, usual: string): boolean => down || value !== usual;
  return {
    ...(differs(start, "1") ? { startWith: literal(start) } : {}),
    ...(differs(increment, "1") ? { increment: literal(increment) } : {}),
    ...(differs(min, "1") ? { minValue: literal(min) } : {}),
    ...(differs(max, largest[type] ?? "") ? { maxValue: literal(max) } : {}),
    ...(cache === "1" ? {} : { cache: literal(cache) }),
    ...(cycle ? { cycle: "true" } : {}),
  };
}

function identityOf({ identity, name, type }: Column, { table }: SourceEntity): string {
  const sequence = identity?.sequence;
  const config = {
    ...(sequence && sequence.name !== `${table.name}_${name}_seq`
      ? { name: literal(sequence.name) }
      : {}),
    ...(sequence ? sequenceConfig(sequence, type) : {}),
  };
  const fields = Object.entries(config).map(([key, value]) => `${key}: ${value}`);
  const method =
    identity?.generation === "always"
      ? "generatedAlwaysAsIdentity"
      : "generatedByDefaultAsIdentity";
  return `.${method}(${fields.length === 0 ? "" : `{ ${fields.join(", ")} }`})`;
}
