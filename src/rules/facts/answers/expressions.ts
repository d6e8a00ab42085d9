import type { Session } from "../../../core/session.ts";
import { ToolError } from "../../../core/errors.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import { parseScript } from "../../../sql/parse.ts";
import { asNode, listOf, nameParts, textOf, walk } from "../../../sql/walk.ts";

/** The tree of an expression as Postgres prints it; undefined where the parser does not take it. */
export async function parseExpression(expression: string): Promise<unknown> {
  try {
    const [statement] = await parseScript(`select ${expression}`);
    const [target] = listOf(asNode(statement?.node, "SelectStmt")?.["targetList"]);
    return asNode(target, "ResTarget")?.["val"];
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

/** Without its casts and collations. */
export function bare(node: unknown): unknown {
  const wrapped = asNode(node, "TypeCast") ?? asNode(node, "CollateClause");
  return wrapped === undefined ? node : bare(wrapped["arg"]);
}

/** The column's name where the node is one, cast or not. */
export function columnOf(node: unknown): string | undefined {
  const column = asNode(bare(node), "ColumnRef");
  return column === undefined ? undefined : nameParts(column["fields"]).at(-1);
}

/** Functions that are called, `now` of Postgres and `app.f` of others; `CURRENT_USER` and its like by the name of their operation. */
export function callsIn(node: unknown): string[] {
  const names = new Set<string>();
  walk(node, (tag, fields) => {
    if (tag === "FuncCall") names.add(nameParts(fields["funcname"]).join("."));
    if (tag === "SQLValueFunction")
      names.add(
        textOf(fields["op"])
          .replace(/^SVFOP_/, "")
          .toLowerCase(),
      );
  });
  return [...names].map((name) => name.replace(/^pg_catalog\./, ""));
}

/** Names of the functions of Postgres that are volatile in one of their forms. */
export async function volatileFunctions(session: Session): Promise<ReadonlySet<string>> {
  const rows = await jsonRows<{ name: string }>(
    session,
    `select distinct p.proname as name from pg_catalog.pg_proc p
      where p.provolatile = 'v' and p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace`,
  );
  return new Set(rows.map(({ name }) => name));
}

/** Whether nothing but Postgres's own functions without effects run when it is evaluated. */
export function isPure(node: unknown, volatile: ReadonlySet<string>): boolean {
  let pure = node !== undefined;
  walk(node, (tag) => {
    if (tag === "SubLink") pure = false;
  });
  return pure && callsIn(node).every((name) => !name.includes(".") && !volatile.has(name));
}
