import { ToolError } from "../core/errors.ts";
import { parameterCount, parseScript, type Statement } from "../sql/parse.ts";
import { tagged, walk } from "../sql/walk.ts";

/** A statement that EXPLAIN takes. */
export interface Explainable {
  readonly statement: Statement;
  /** It changes rows or locks them when it is executed. */
  readonly writes: boolean;
  /** Highest `$n`. */
  readonly parameters: number;
}

const changing = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

const wayOn: Readonly<Record<string, string>> = {
  ExplainStmt: "Give the statement without EXPLAIN; `analyze: true` executes it.",
  CreateTableAsStmt: "Give the query after AS alone.",
  ViewStmt: "Give the query after AS alone.",
  DeclareCursorStmt: "Give the query after FOR alone.",
  CopyStmt: "Give the query inside COPY alone.",
  RefreshMatViewStmt: "Give the query of the materialized view; describe_database shows it.",
  ExecuteStmt: "Give the text of the prepared statement, with its values in `params`.",
  CallStmt: "Give a statement of the procedure's body.",
  DoStmt: "Give a statement of the block alone.",
};

/**
 * Reads `sql` as one statement that has a plan. Throws INVALID_SQL for text that does not parse or holds several
 * statements, UNSUPPORTED for commands without a plan.
 */
export async function explainable(sql: string): Promise<Explainable> {
  const statements = await parseScript(sql);
  const [statement] = statements;
  if (statement === undefined || statements.length > 1)
    throw new ToolError(
      "INVALID_SQL",
      `\`sql\` holds ${statements.length} statements, and a plan is of one.`,
      "Call explain_query once for each statement.",
    );
  const tag = tagged(statement.node)?.[0] ?? "";
  const into = tag === "SelectStmt" && contains(statement, "IntoClause");
  if ((tag !== "SelectStmt" && !changing.has(tag)) || into)
    throw new ToolError(
      "UNSUPPORTED",
      into ? "SELECT INTO creates a table." : "This command has no plan that explain_query shows.",
      into
        ? "Give the query without INTO."
        : (wayOn[tag] ??
            "Give one SELECT, VALUES, INSERT, UPDATE, DELETE or MERGE statement; run commands with run_sql."),
    );
  return {
    statement,
    writes: contains(statement, ...changing, "LockingClause"),
    parameters: parameterCount(statement),
  };
}

/** Also finds INSERT, UPDATE, DELETE and MERGE in a WITH clause, and FOR UPDATE at any depth. */
function contains({ node }: Statement, ...tags: readonly string[]): boolean {
  let found = false;
  walk(node, (tag) => {
    if (tags.includes(tag)) found = true;
    return !found;
  });
  return found;
}
