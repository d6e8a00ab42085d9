import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Session } from "../../core/session.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { resolveObjects } from "../../postgres/catalog/describe/resolve.ts";
import { checkReadable } from "../../postgres/guard/check-readable.ts";
import { marked } from "../../postgres/own.ts";
import { encodeParameters } from "../../postgres/parameters.ts";
import { parameterCount, parseScript, type Statement } from "../../sql/parse.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { asNode, walk } from "../../sql/walk.ts";
import { saysNothing } from "../load-ddl.ts";
import { nameOf } from "../rows/name.ts";
import type { RowId } from "./gone.ts";

/** The rows to be deleted. */
export interface Subject {
  readonly table: Table;
  /** The condition as it came. */
  readonly where: string;
  readonly params: readonly unknown[];
  /** The condition with its values in it. */
  readonly condition: string;
}

/** Errors: NOT_FOUND, UNSUPPORTED for what is no table, INVALID_SQL for a condition that is none, INVALID_INPUT for missing values. */
export async function readSubject(
  session: Session,
  catalog: Catalog,
  { table, where, params }: { table: string; where: string; params: readonly unknown[] },
): Promise<Subject> {
  const [entry] = await resolveObjects(session, [table]);
  const found = catalog.tables.find(
    ({ schema, name }) => schema === entry?.schema && name === entry.name,
  );
  if (found === undefined || found.kind === "foreign table")
    throw new ToolError(
      "UNSUPPORTED",
      `\`${identifier(table)}\` is no table of this database.`,
      "Name the table whose rows would be deleted; describe_database shows what a view reads from.",
    );
  const head = `${HEAD}${nameOf(found)} where `;
  const statement = await conditionOf(head, where);
  const wanted = parameterCount(statement);
  if (wanted !== params.length)
    throw new ToolError(
      "INVALID_INPUT",
      `\`where\` uses ${wanted} parameters, and \`params\` has ${params.length} values.`,
      "Give `params` one value for each of `$1`, `$2`... in order.",
    );
  const condition = withValues(where, statement, params, Buffer.byteLength(head));
  // what comes after it is no part of its last comment
  const closed = condition.includes("--") ? `${condition}\n` : condition;
  return { table: found, where, params, condition: closed };
}

const HEAD = "select * from ";

/** One SELECT that the text changed in nothing but its condition. */
async function conditionOf(head: string, where: string): Promise<Statement> {
  if (saysNothing(where))
    throw new ToolError(
      "INVALID_INPUT",
      "`where` says nothing.",
      "Give the condition, or `true` where all rows are meant.",
    );
  // told of its place in the condition, not in our statement
  if (where.includes("\0")) await parseScript(where);
  const [statement, more] = await parseScript(`${head}${where}`);
  const select = asNode(statement?.node, "SelectStmt");
  const others = Object.keys(select ?? {}).filter(
    (field) => !["targetList", "fromClause", "whereClause", "limitOption", "op"].includes(field),
  );
  if (
    statement !== undefined &&
    more === undefined &&
    select?.["op"] === "SETOP_NONE" &&
    others.length === 0
  )
    return statement;
  throw new ToolError(
    "INVALID_SQL",
    "`where` is more than a condition.",
    "Give what stands between WHERE and the end of the DELETE, such as `id = $1`.",
  );
}

/** `$1` as literals, so that the text can be one of several statements. */
function withValues(
  where: string,
  statement: Statement,
  params: readonly unknown[],
  start: number,
): string {
  if (params.length === 0) return where;
  const values = encodeParameters(params).map((value) =>
    typeof value === "string" ? quoteLiteral(value) : "NULL",
  );
  const places: { readonly at: number; readonly number: number }[] = [];
  walk(statement.node, (tag, fields) => {
    if (tag === "ParamRef")
      places.push({ at: Number(fields["location"] ?? 0), number: Number(fields["number"] ?? 0) });
  });
  let bytes = Buffer.from(where);
  for (const { at, number } of places.toSorted((a, b) => b.at - a.at)) {
    const from = at - start;
    const value = Buffer.from(values[number - 1] ?? "NULL");
    const rest = bytes.subarray(from + 1 + String(number).length);
    bytes = Buffer.concat([bytes.subarray(0, from), value, rest]);
  }
  return bytes.toString();
}

/** Where the rows lie; at most one more than `most`. The condition is the caller's, so it passes the guard first. */
export async function rowsOf(
  session: Session,
  { table, where, params }: Subject,
  most: number,
): Promise<RowId[]> {
  const sql = `select tableoid::pg_catalog.int8, ctid::pg_catalog.text from ${nameOf(table)} where ${where}`;
  const [statement] = await parseScript(sql);
  if (statement !== undefined) await checkReadable(statement, session);
  const { rows } = await session.execute(marked(sql), params, {
    maxRows: most,
    maxBytes: 64 * 1024 * 1024,
  });
  return rows.map(([relation, row]) => ({
    relation: Number(relation),
    row: typeof row === "string" ? row : "",
  }));
}
