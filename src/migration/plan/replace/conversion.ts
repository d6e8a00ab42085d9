import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { scanTokens } from "../../../sql/library.ts";
import { parseScript } from "../../../sql/parse.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { asNode, isFields, listOf, nameParts, walk } from "../../../sql/walk.ts";
import { printed } from "../alteration.ts";
import type { Surroundings } from "../recipe.ts";
import type { Conversion } from "./replacement.ts";

interface Conversed {
  readonly table: Table;
  readonly column: Column;
  readonly target: Column;
  /** After USING, of the request or of its hints. */
  readonly using: string | undefined;
  /** What the old application would have written, of the hints. */
  readonly back: string | undefined;
  readonly after: Catalog;
}

/** Settles how the values of a column change their type: as ALTER TYPE would, and back by the cast the other way where there is one. */
export async function conversionOf(
  { table, column, target, using, back, after }: Conversed,
  surroundings: Surroundings,
): Promise<Conversion> {
  const own = quoteIdentifier(column.name);
  const forward = using ?? own;
  const shape = await shapeOf(forward, column.name);
  const reads = await readsOf(forward, table);
  const backward = await inverse(shape, { own, column, target, back, after }, surroundings);
  return {
    forward,
    backward,
    // a value out of nothing changes with the old one
    reads: reads.length === 0 ? [column.name] : reads,
    certain: shape.kind === "cast" && isCertain(column.type, target.type),
    plain: shape.kind !== "other",
    volatile: isVolatile(forward),
  };
}

/** Whether an expression makes another value each time. */
export const isVolatile = (expression: string): boolean =>
  /\b(gen_random_uuid|uuidv7|uuidv4|random|clock_timestamp|nextval|uuid_generate_v[14]\w*)\s*\(/i.test(
    expression,
  );

type Shape =
  | { readonly kind: "cast" }
  | { readonly kind: "zone"; readonly zone: string }
  | { readonly kind: "other" };

/** The column itself under nothing but casts, or at a time zone. */
async function shapeOf(expression: string, column: string): Promise<Shape> {
  const [statement] = await parseScript(`SELECT ${expression}`);
  const [target] = listOf(asNode(statement?.node, "SelectStmt")?.["targetList"]);
  let node = asNode(target, "ResTarget")?.["val"];
  let zone: string | undefined;
  for (;;) {
    const cast = asNode(node, "TypeCast");
    const call = asNode(node, "FuncCall");
    if (cast !== undefined) node = cast["arg"];
    else if (call !== undefined && nameParts(call["funcname"]).at(-1) === "timezone") {
      const [first, second] = listOf(call["args"]);
      const constant = asNode(first, "A_Const")?.["sval"];
      const text = isFields(constant) ? constant["sval"] : undefined;
      if (typeof text !== "string" || zone !== undefined) return { kind: "other" };
      [zone, node] = [text, second];
    } else break;
  }
  const name = nameParts(asNode(node, "ColumnRef")?.["fields"]).at(-1);
  if (name !== column) return { kind: "other" };
  return zone === undefined ? { kind: "cast" } : { kind: "zone", zone };
}

/** Columns of the table that the expression names. */
export async function readsOf(expression: string, table: Table): Promise<string[]> {
  const [statement] = await parseScript(`SELECT ${expression}`);
  const named = new Set<string>();
  walk(statement?.node, (tag, fields) => {
    if (tag === "ColumnRef") named.add(nameParts(fields["fields"]).at(-1) ?? "");
  });
  return table.columns.flatMap(({ name }) => (named.has(name) ? [name] : []));
}

async function inverse(
  shape: Shape,
  {
    own,
    column,
    target,
    back,
    after,
  }: Pick<Conversed, "column" | "target" | "back" | "after"> & { readonly own: string },
  { ask }: Surroundings,
): Promise<string | undefined> {
  if (back !== undefined) return back;
  if (shape.kind === "zone") return `${own} AT TIME ZONE ${quoteLiteral(shape.zone)}`;
  if (shape.kind === "other") return undefined;
  const [from, to] = [column.type, target.type].map((type) => baseOf(type, after));
  const arrays = [from, to].every((type) => type?.endsWith("[]"));
  const throughText = [from, to].some((type = "") => isText(type) || isEnum(type, after));
  if (throughText) return `${own}::text${arrays ? "[]" : ""}::${column.type}`;
  const found = await ask(castSql(to ?? target.type, from ?? column.type));
  return found?.["castable"] === true ? `${own}::${column.type}` : undefined;
}

/** A domain's values are those of the type under it. */
function baseOf(type: string, catalog: Catalog): string {
  const domain = catalog.types.find((known) => printed(known) === type);
  return domain?.kind === "domain" ? baseOf(domain.baseType, catalog) : type;
}

const isText = (type: string): boolean => /^(text|character varying|character|name)\b/.test(type);

const isEnum = (type: string, { types }: Catalog): boolean =>
  types.some((known) => known.kind === "enum" && printed(known) === type.replace(/\[\]$/, ""));

/** Arrays are cast as their elements are. */
const castSql = (from: string, to: string): string => {
  const type = (name: string): string =>
    `pg_catalog.to_regtype(${quoteLiteral(name.replace(/\[\]$/, "").replace(/\(.*?\)/, ""))})`;
  return (
    `SELECT ${type(from)} = ${type(to)} OR EXISTS (SELECT FROM pg_catalog.pg_cast` +
    ` WHERE castsource = ${type(from)} AND casttarget = ${type(to)}) AS castable`
  );
};

const widths: Readonly<Record<string, readonly string[]>> = {
  smallint: ["integer", "bigint", "numeric", "real", "double precision"],
  integer: ["bigint", "numeric", "double precision"],
  bigint: ["numeric"],
  real: ["double precision"],
  date: ["timestamp without time zone"],
};

/** Whether every value of the one type is one of the other. */
function isCertain(from: string, to: string): boolean {
  return to === "text" || to === "character varying" || widths[from]?.includes(to) === true;
}

/** The type in `ALTER TABLE .. ALTER COLUMN .. TYPE ..`, as it is written, with its collation. */
export async function typeTextOf(statement: string): Promise<string> {
  const bytes = Buffer.from(statement);
  let from: number | undefined;
  let depth = 0;
  for (const { text, start, end } of await scanTokens(statement)) {
    if (text === "(") depth++;
    if (text === ")") depth--;
    const word = depth === 0 ? text.toLowerCase() : "";
    if (from === undefined && word === "type") from = end;
    else if (from !== undefined && word === "using")
      return bytes.subarray(from, start).toString().trim();
  }
  return bytes
    .subarray(from ?? 0)
    .toString()
    .trim();
}

/** What stands behind USING in `ALTER TABLE .. ALTER COLUMN .. TYPE ..`. */
export async function usingOf(statement: string): Promise<string | undefined> {
  let depth = 0;
  for (const { text, end } of await scanTokens(statement)) {
    if (text === "(") depth++;
    if (text === ")") depth--;
    if (depth === 0 && text.toLowerCase() === "using")
      return Buffer.from(statement).subarray(end).toString().trim();
  }
  return undefined;
}
