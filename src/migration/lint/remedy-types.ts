import type { Statement } from "../../sql/parse.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { asNode, type Fields, nameParts, textOf, walk } from "../../sql/walk.ts";

/** A statement that makes something Postgres misses. */
export interface Remedy {
  readonly sql: string;
  /** Qualified name, where it makes a table. */
  readonly table?: string;
  /** Where it adds a column, whose type is a guess. */
  readonly column?: GuessedColumn;
}

export interface GuessedColumn {
  readonly table: string;
  readonly name: string;
}

/** An operator or a function that the type does not have, a value that is not of it, no operator class for an index. */
export const WRONG_TYPE = /^(?:42883|42804|42846|42725|42P18|22P02|22007|42704 .*operator class)/;
const OTHER_TYPES = [
  "bigint",
  "timestamptz",
  "jsonb",
  "boolean",
  "uuid",
  "date",
  "text[]",
  "tsvector",
  "int8range",
];

/** Columns whose type was a guess get another one. */
export const typeRemedies = (columns: readonly GuessedColumn[]): Remedy[] =>
  columns.flatMap(({ table, name }) =>
    OTHER_TYPES.map((type) => ({
      sql: `alter table ${table} alter column ${quoteIdentifier(name)} type ${type} using null`,
    })),
  );

/** A domain where one is altered, else an enum with the labels that the statement speaks of. */
export function typeSql(name: string, { node }: Statement): Remedy[] {
  if (asNode(node, "AlterDomainStmt") !== undefined)
    return [{ sql: `create domain ${name} as bigint` }];
  const { oldVal, newValNeighbor } = asNode(node, "AlterEnumStmt") ?? {};
  const label = textOf(oldVal) || textOf(newValNeighbor) || "stand-in";
  return [{ sql: `create type ${name} as enum (${quoteLiteral(label)})` }];
}

/** Another type than the one that is wanted, so that a change is one: it is not known which. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  int8: ["integer"],
  int4: ["bigint"],
  int2: ["integer"],
  text: ["integer"],
  varchar: ["text"],
  bpchar: ["text"],
  timestamptz: ["date"],
  timestamp: ["date"],
  numeric: ["integer"],
  float8: ["real"],
  jsonb: ["json"],
  json: ["jsonb"],
};

/** Types for a column that a statement misses, the likeliest first. */
export function typesFor(column: string, { node }: Statement): string[] {
  const types: string[] = [];
  walk(node, (tag, fields) => {
    if (
      tag === "AlterTableCmd" &&
      fields["subtype"] === "AT_AlterColumnType" &&
      fields["name"] === column
    ) {
      const wanted = asNode(fields["def"], "ColumnDef")?.["typeName"] as Fields | undefined;
      types.push(...(BEFORE[nameParts(wanted?.["names"]).at(-1) ?? ""] ?? ["text"]));
    }
    if (tag === "Constraint" && fields["contype"] === "CONSTR_FOREIGN") types.push("bigint");
    if (tag === "AlterTableCmd" && fields["subtype"] === "AT_AddIdentity")
      types.push("bigint not null");
    if (tag === "IndexStmt" && /^gin$/.test(textOf(fields["accessMethod"]))) types.push("jsonb");
    if (tag === "IndexStmt" && /^gist$/.test(textOf(fields["accessMethod"])))
      types.push("tsvector");
  });
  return [...types, "text"];
}
