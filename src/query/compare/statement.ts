import { ToolError } from "../../core/errors.ts";
import { parameterCount, parseScript, type Statement } from "../../sql/parse.ts";
import { tagged, walk } from "../../sql/walk.ts";

export type Side = "original" | "rewritten";

/** A statement that returns rows and does nothing else. */
export interface Query {
  readonly side: Side;
  readonly statement: Statement;
  /** Highest `$n`. */
  readonly parameters: number;
}

/** Reads one SELECT, VALUES, TABLE or WITH. Throws INVALID_SQL, INVALID_INPUT, UNSUPPORTED, or READ_ONLY for what writes or locks rows. */
export async function readQuery(side: Side, sql: string): Promise<Query> {
  const statements = await parseScript(sql);
  const [statement] = statements;
  if (statement === undefined || statements.length > 1)
    throw new ToolError(
      "INVALID_SQL",
      `\`${side}\` holds ${statements.length} statements, and one is compared with one.`,
      "Call compare_queries once for each pair of statements.",
    );
  if (tagged(statement.node)?.[0] !== "SelectStmt")
    throw new ToolError(
      "UNSUPPORTED",
      `\`${side}\` is no query.`,
      "Give one SELECT, VALUES or WITH statement; of a view or an EXPLAIN, the query inside.",
    );
  if (statement.kind !== "read" || locks(statement))
    throw new ToolError(
      "READ_ONLY",
      `\`${side}\` changes or locks rows, and only reads are compared.`,
      "Compare the SELECT that finds the rows, without INTO, FOR UPDATE and data-modifying WITH.",
    );
  return { side, statement, parameters: parameterCount(statement) };
}

function locks({ node }: Statement): boolean {
  let found = false;
  walk(node, (tag) => {
    found ||= tag === "LockingClause";
  });
  return found;
}
