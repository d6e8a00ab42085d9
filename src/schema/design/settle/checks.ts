import type { ToolError } from "../../../core/errors.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Session } from "../../../core/session.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Problem } from "../problem.ts";
import type { DesignedColumn } from "../tables.ts";
import { attempt } from "./attempt.ts";
import { readExpression } from "./expression.ts";

export interface CheckRequest {
  readonly expression: string;
  /** The columns that it may name. */
  readonly columns: readonly Pick<DesignedColumn, "name" | "type">[];
  /** All of the table. */
  readonly table: readonly Pick<DesignedColumn, "name" | "type">[];
  readonly place: string;
  /** Where a check of several columns belongs; undefined where this is that place. */
  readonly wider: string | undefined;
}

/** Has Postgres take the check on a table of these columns alone. Inside a transaction. */
export async function tryCheck(
  session: Session,
  { expression, columns, table, place, wider }: CheckRequest,
): Promise<Problem[]> {
  const shown = identifier(expression.trim());
  const read = await readExpression(expression);
  if ("code" in read)
    return [
      {
        place,
        cause: `the check ${shown} is not one expression of SQL`,
        cure: "Write a condition, as `price >= 0`, without CHECK and without a semicolon.",
        quoted: read.quoted,
      },
    ];
  const on = (some: CheckRequest["columns"]): Promise<ToolError | undefined> =>
    attempt(session, [
      `create temporary table probe (${some.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`).join(", ")})`,
      `alter table probe add check (${expression})`,
    ]);
  const error = await on(columns);
  if (error === undefined) return [];
  const told = { place, quoted: error.quoted };
  if (error.sqlstate === "42703") {
    if (wider !== undefined && (await on(table)) === undefined)
      return [
        {
          ...told,
          cause: `the check ${shown} names other columns than its own`,
          cure: `Move it to \`${wider}\`.`,
        },
      ];
    return [
      {
        ...told,
        cause: `the check ${shown} names a column that is not there`,
        cure: `There are ${columns.map(({ name }) => identifier(name)).join(", ")}.`,
      },
    ];
  }
  return [
    {
      ...told,
      cause: `Postgres refuses the check ${shown}`,
      cure:
        error.sqlstate === "0A000"
          ? "A check sees one row and no other: use a unique list, a relationship or a trigger."
          : error.sqlstate === "42804"
            ? "Write a condition, which is true or false."
            : "Correct it by what Postgres says.",
    },
  ];
}
