import { scanTokens } from "../../sql/library.ts";
import { parseScript } from "../../sql/parse.ts";
import { asNode, tagged } from "../../sql/walk.ts";

/** What a statement of pg_stat_statements does; `utility` has no plan, `explain` is somebody's looking at one. */
export type Command = "select" | "insert" | "update" | "delete" | "merge" | "explain" | "utility";

const byTag: Readonly<Record<string, Command>> = {
  SelectStmt: "select",
  InsertStmt: "insert",
  UpdateStmt: "update",
  DeleteStmt: "delete",
  MergeStmt: "merge",
  ExplainStmt: "explain",
};

const byToken: Readonly<Record<string, Command>> = {
  SELECT: "select",
  VALUES: "select",
  WITH: "select",
  INSERT: "insert",
  UPDATE: "update",
  DELETE_P: "delete",
  MERGE: "merge",
  EXPLAIN: "explain",
};

/** A statement's text as pg_stat_statements keeps it, read. */
export interface Parsed {
  readonly command: Command;
  /** Undefined where constants became `$n` in a place where the grammar has no parameter, or the text was cut. */
  readonly node: unknown;
}

/** Reads a text; one that does not parse is told by its first word. */
export async function parseStatement(sql: string): Promise<Parsed> {
  try {
    const [statement] = await parseScript(sql);
    const [tag = ""] = tagged(statement?.node) ?? [];
    const into = asNode(statement?.node, "SelectStmt")?.["intoClause"] !== undefined;
    return { command: into ? "utility" : (byTag[tag] ?? "utility"), node: statement?.node };
  } catch {
    const [first] = await scanTokens(sql).catch(() => []);
    return { command: byToken[first?.tokenName ?? ""] ?? "utility", node: undefined };
  }
}
