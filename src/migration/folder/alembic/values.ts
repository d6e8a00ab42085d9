import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import type { Py, PyCall } from "./expression.ts";

/** The operation is not plain enough to be written as SQL. */
export class NotPlain extends Error {}

export function textOf(value: Py | undefined): string {
  if (value?.kind === "text") return value.value;
  throw new NotPlain();
}

/** Undefined where it is absent or None. */
export function optionalText(value: Py | undefined): string | undefined {
  return value === undefined || value.kind === "none" ? undefined : textOf(value);
}

export function flag(call: PyCall, name: string, byDefault: boolean): boolean {
  const value = call.named.get(name);
  if (value === undefined || value.kind === "none") return byDefault;
  if (value.kind === "boolean") return value.value;
  throw new NotPlain();
}

export function itemsOf(value: Py | undefined): readonly Py[] {
  if (value?.kind === "list") return value.items;
  throw new NotPlain();
}

/** The argument at a place or with a name. */
export const argument = (call: PyCall, at: number, name: string): Py | undefined =>
  call.named.get(name) ?? call.args[at];

/** Without its module: `sa.Column` is `Column`. */
export const lastName = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/** `op.f("ix_a")` says that the name is final; `sa.text(...)` that the text is SQL. */
export function nameFrom(value: Py | undefined): string | undefined {
  if (value?.kind === "call" && lastName(value.name) === "f") return textOf(value.args[0]);
  return optionalText(value);
}

export function tableName(name: string, schema: string | undefined): string {
  return schema === undefined
    ? quoteIdentifier(name)
    : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

export const columnList = (names: readonly Py[]): string =>
  names.map((name) => columnOrExpression(name)).join(", ");

function columnOrExpression(value: Py): string {
  if (value.kind === "text") return quoteIdentifier(value.value);
  return sqlText(value);
}

/** SQL in `sa.text("...")`, `sa.literal_column("...")` or a function without arguments: `sa.func.now()`. */
export function sqlText(value: Py | undefined): string {
  if (value?.kind !== "call") throw new NotPlain();
  const name = lastName(value.name);
  if (name === "text" || name === "literal_column" || name === "dedent")
    return textOf(value.args[0]);
  if (value.args.length > 0) throw new NotPlain();
  if (/(?:^|\.)func\./.test(value.name)) return `${name}()`;
  if (name === "false" || name === "true" || name === "null") return name;
  throw new NotPlain();
}

/** A string is a value, what is in `text()` is SQL. */
export function defaultSql(value: Py): string {
  if (value.kind === "text") return quoteLiteral(value.value);
  if (value.kind === "boolean") return String(value.value);
  return sqlText(value);
}

/** SQL as a string, which Alembic takes for `text()`: `\\:` is an escape there. */
export function statementText(value: Py | undefined): {
  sql: string;
  line: number;
  exact: boolean;
} {
  const wrapped = value?.kind === "call" && /^(?:text|DDL)$/.test(lastName(value.name));
  const inner = wrapped ? value.args[0] : value;
  if (inner?.kind !== "text") throw new NotPlain();
  return { sql: inner.value.replaceAll("\\:", ":"), line: inner.line, exact: inner.exact };
}
