import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Session } from "../../core/session.ts";
import { checkReadable } from "../../postgres/guard/check-readable.ts";
import { parseScript } from "../../sql/parse.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { findTable, tablesLike } from "../load/table.ts";

interface ExportQuery {
  readonly read: string;
  readonly notes: readonly string[];
}

/** The query of an export, once it has passed the guard of reading; to be called inside its transaction. */
export async function exportQuery(
  session: Session,
  { table, query }: { readonly table?: string | undefined; readonly query?: string | undefined },
): Promise<ExportQuery> {
  const { read: sql, notes } =
    query === undefined ? await tableQuery(session, table ?? "") : { read: query, notes: [] };
  const statements = await parseScript(sql);
  const [statement] = statements;
  if (statement === undefined || statements.length > 1)
    throw new ToolError(
      "INVALID_INPUT",
      "`query` is more than one statement.",
      "Export each by a call of its own.",
    );
  if (!("SelectStmt" in statement.node))
    throw new ToolError(
      "READ_ONLY",
      "An export takes a query.",
      "Write SELECT, VALUES, TABLE or WITH.",
    );
  await checkReadable(statement, session);
  return { read: statement.text, notes };
}

/** What the table computes is left out: it could not be imported again. */
async function tableQuery(session: Session, name: string): Promise<ExportQuery> {
  const table = await findTable(session, name, ["r", "p", "f", "v", "m"]);
  if (!table.exists) {
    const near = await tablesLike(session, table.name);
    throw new ToolError(
      "NOT_FOUND",
      `There is no table \`${identifier(table.name)}\`.`,
      near.length === 0
        ? "Look with describe_database."
        : `Did you mean ${near.map((each) => `\`${identifier(each)}\``).join(" or ")}?`,
    );
  }
  const columns = table.columns.filter(({ generated }) => !generated);
  const computed = table.columns.filter(({ generated }) => generated);
  const list = computed.map(({ name: column }) => `\`${identifier(column)}\``).join(", ");
  return {
    read: `select ${columns.map(({ name: column }) => quoteIdentifier(column)).join(", ")} from ${table.name}`,
    notes:
      computed.length === 0
        ? []
        : [`Generated columns are left out (${list}): the table computes them.`],
  };
}

/**
 * NDJSON as CSV whose quote and delimiter JSON never holds, so that nothing is escaped; a value of type json may hold line breaks, which
 * mean nothing in it.
 */
export const exportSql = (query: string, format: "csv" | "ndjson"): string =>
  format === "csv"
    ? `copy (\n${query}\n) to stdout (format csv, header true, encoding 'UTF8')`
    : `copy (select pg_catalog.translate(pg_catalog.row_to_json(neon_dba_row)::text, E'\\n\\r', '  ') from (\n${query}\n) as neon_dba_row)
       to stdout (format csv, quote E'\\x01', delimiter E'\\x02', encoding 'UTF8')`;
