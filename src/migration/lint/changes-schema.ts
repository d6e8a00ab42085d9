import { functionsOf } from "../../sql/references.ts";
import type { Statement } from "../../sql/parse.ts";
import { tagged } from "../../sql/walk.ts";

/** What writes rows and may also make objects. */
const RUNS_ANYTHING = new Set([
  "DoStmt",
  "CallStmt",
  "ExecuteStmt",
  "SelectStmt",
  "RefreshMatViewStmt",
]);

/** Whether the schema may be another one after the statement. */
export function changesSchema(statement: Statement): boolean {
  const [tag = ""] = tagged(statement.node) ?? [];
  if (statement.kind === "ddl") return true;
  if (statement.kind === "write") return RUNS_ANYTHING.has(tag);
  return statement.kind === "read" && functionsOf(statement).length > 0;
}
