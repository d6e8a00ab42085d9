import type { Constant, Operand } from "../../checks/condition.ts";
import type { SourceEntity, SourceType } from "../../source.ts";
import { quoted } from "../text.ts";

/** What Python can compare as Postgres does. */
type Kind = "number" | "float" | "text" | "fixed" | "boolean" | "enum" | "date" | "moment" | "uuid";

/** Where a check is asked. */
export interface Scope {
  readonly entity: SourceEntity;
  /** `self.status` */
  readonly member: (column: string) => string;
  /** `TaskStatus.DONE`, by the name of the type in SQL and the label. */
  readonly label: (type: string, label: string) => string | undefined;
}

/** One side of a comparison. */
export interface PythonOperand {
  readonly code: string;
  readonly kind: Kind;
  /** The type in SQL, where only values of one type compare. */
  readonly type: string;
  readonly columns: readonly string[];
}

/** The type below domains. */
export const plainType = (type: SourceType): SourceType =>
  type.under === undefined || type.array ? type : plainType(type.under);

const kinds: Readonly<Record<string, Kind>> = {
  smallint: "number",
  integer: "number",
  bigint: "number",
  numeric: "number",
  real: "float",
  "double precision": "float",
  text: "text",
  "character varying": "text",
  character: "fixed",
  boolean: "boolean",
  date: "date",
  "timestamp without time zone": "moment",
  "timestamp with time zone": "moment",
  uuid: "uuid",
};

/** Casts that leave the value as it is. */
const harmless: Readonly<Record<Kind, RegExp>> = {
  number: /^(int2|int4|int8|numeric)$/,
  float: /^float8$/,
  text: /^(text|varchar)$/,
  fixed: /^bpchar$/,
  boolean: /^bool$/,
  enum: /^$/,
  date: /^date$/,
  moment: /^$/,
  uuid: /^uuid$/,
};

export function columnOperand(
  operand: Operand,
  { entity, member }: Scope,
): PythonOperand | undefined {
  if (operand.is !== "column") return undefined;
  const found = entity.columns.find(({ column }) => column.name === operand.column);
  const type = found && plainType(found.type);
  if (type === undefined || type.array) return undefined;
  const kind =
    type.kind === "enum" ? "enum" : type.kind === "built-in" ? kinds[type.base] : undefined;
  if (kind === undefined || (operand.cast !== undefined && !harmless[kind].test(operand.cast)))
    return undefined;
  const [self, columns] = [member(operand.column), [operand.column]];
  if (operand.of === "value") return { code: self, kind, type: type.base, columns };
  if (kind !== "text") return undefined;
  return operand.of === "length"
    ? { code: `len(${self})`, kind: "number", type: "integer", columns }
    : { code: `${self}.strip(" ")`, kind, type: type.base, columns };
}

/** The constant as it is compared with the other side. */
export function constantFor(
  constant: Constant,
  { kind, type }: PythonOperand,
  size: number | undefined,
  { label }: Scope,
): string | undefined {
  const { value } = constant;
  switch (kind) {
    case "number":
      if (!/^-?\d+(\.\d+)?$/.test(value)) return undefined;
      return value.includes(".") ? `Decimal("${value}")` : value;
    case "float":
      // between whole numbers, values of `real` are not those that are written
      return (type === "real" ? /^-?\d{1,7}$/ : /^-?\d+(\.\d+)?$/).test(value) ? value : undefined;
    case "text":
      return constant.kind === "text" ? quoted(value) : undefined;
    case "fixed":
      return constant.kind === "text" && Array.from(value.trimEnd()).length === size
        ? quoted(value)
        : undefined;
    case "boolean":
      return value === "true" ? "True" : value === "false" ? "False" : undefined;
    case "enum":
      return label(type, value);
    case "date":
      return /^\d{4}-\d\d-\d\d$/.test(value)
        ? `datetime.date.fromisoformat("${value}")`
        : undefined;
    case "moment":
    case "uuid":
      return undefined;
  }
}

/** Order of texts is the collation's, that of labels the enum's. */
export const isOrdered = ({ kind }: PythonOperand): boolean =>
  kind === "number" || kind === "float" || kind === "date" || kind === "moment";
