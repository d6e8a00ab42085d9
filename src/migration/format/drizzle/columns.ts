import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { ObjectName, SequenceOptions } from "../../../postgres/catalog/model/common.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";

/** A column as drizzle-kit describes it in its snapshots (version 7). */
export interface SnapshotColumn {
  readonly name: string;
  readonly type: string;
  readonly typeSchema?: string;
  readonly primaryKey: boolean;
  readonly notNull: boolean;
  readonly default?: string | number | boolean;
  readonly identity?: object;
  readonly generated?: { readonly as: string; readonly type: "stored" };
}

/** Enums by qualified name: a column of such a type names the schema apart. */
export function columnOf(
  table: Table,
  column: Column,
  enums: ReadonlyMap<string, { readonly schema: string; readonly name: string }>,
): SnapshotColumn {
  const key = table.constraints.find(({ kind }) => kind === "primary key")?.columns ?? [];
  const [, base = column.type, dimensions = ""] = /^(.*?)((?:\[\])*)$/.exec(column.type) ?? [];
  const kind = enums.get(base);
  const serial = serialOf(column);
  const given = serial === undefined ? defaultOf(column, kind !== undefined) : undefined;
  return {
    name: column.name,
    type: serial ?? `${kind === undefined ? typeOf(base) : kind.name}${dimensions}`,
    ...(kind === undefined ? {} : { typeSchema: kind.schema }),
    primaryKey: key.length === 1 && key[0] === column.name,
    notNull: column.notNull !== null,
    ...(given === undefined ? {} : { default: given }),
    ...identityOf(column),
    ...(column.generated === null
      ? {}
      : { generated: { as: column.generated.expression, type: "stored" } }),
  };
}

const SHORT: readonly (readonly [RegExp, string])[] = [
  [/^character varying/, "varchar"],
  [/^character\b/, "char"],
  [/^bit varying/, "varbit"],
  [/^(timestamp|time)\((\d)\) without time zone$/, "$1 ($2)"],
  [/^(timestamp|time)\((\d)\) with time zone$/, "$1 ($2) with time zone"],
  [/^(timestamp|time) without time zone$/, "$1"],
  [/^numeric\((\d+),(\d+)\)$/, "numeric($1, $2)"],
];

const typeOf = (type: string): string =>
  SHORT.reduce((text, [pattern, short]) => text.replace(pattern, short), type);

const SERIAL: Readonly<Record<string, string>> = {
  smallint: "smallserial",
  integer: "serial",
  bigint: "bigserial",
};

const serialOf = ({ type, default: given }: Column): string | undefined =>
  given?.startsWith("nextval(") === true ? SERIAL[type] : undefined;

/** Numbers and truth values are themselves, text loses its cast, except where the type has a form of its own. */
function defaultOf(column: Column, isEnum: boolean): string | number | boolean | undefined {
  const { default: given, type } = column;
  if (given === null || column.generated !== null) return undefined;
  if (given === "true" || given === "false") return given === "true";
  if (
    /^(smallint|integer|bigint|real|double precision)$/.test(type) &&
    /^-?\d+(\.\d+)?$/.test(given)
  )
    return Number(given);
  if (type.startsWith("numeric") && /^-?\d+(\.\d+)?$/.test(given)) return `'${given}'`;
  const [, text] = /^('(?:[^']|'')*')::[\w ."()]+$/.exec(given) ?? [];
  const plain = isEnum || /^(text|character|uuid|date|time|numeric|interval|inet)/.test(type);
  return text !== undefined && plain ? text : given;
}

function identityOf({ identity }: Column): { identity?: object } {
  if (identity?.sequence == null) return {};
  return {
    identity: {
      type: identity.generation === "always" ? "always" : "byDefault",
      ...sequenceOf(identity.sequence),
    },
  };
}

/** Of an identity column, or on its own. */
export const sequenceOf = ({ start, min, max, ...rest }: ObjectName & SequenceOptions): object => ({
  name: rest.name,
  schema: rest.schema,
  increment: rest.increment,
  startWith: start,
  minValue: min,
  maxValue: max,
  cache: rest.cache,
  cycle: rest.cycle,
});
