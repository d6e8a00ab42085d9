import type { Node } from "libpg-query";
import { isOn } from "./options.ts";
import { tagged, textOf, walk, type Fields } from "./walk.ts";

/**
 * What a statement is: `read`; `write` (rows: DML, also inside WITH, SELECT INTO, COPY FROM, DO and CALL, which may do
 * anything); `ddl` (objects and rights); `transaction`; `session` (settings, prepared statements, cursors, LISTEN);
 * `utility` (the rest: VACUUM, files, programs, the cluster).
 */
export type Kind = "read" | "write" | "ddl" | "transaction" | "session" | "utility";

const WRITES = ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"];

const KINDS: Readonly<Record<string, Kind>> = {
  VariableShowStmt: "read",
  InsertStmt: "write",
  UpdateStmt: "write",
  DeleteStmt: "write",
  MergeStmt: "write",
  TruncateStmt: "write",
  RefreshMatViewStmt: "write",
  DoStmt: "write",
  CallStmt: "write",
  ExecuteStmt: "write",
  TransactionStmt: "transaction",
  ConstraintsSetStmt: "transaction",
  LockStmt: "transaction",
  DiscardStmt: "session",
  ListenStmt: "session",
  UnlistenStmt: "session",
  DeclareCursorStmt: "session",
  FetchStmt: "session",
  ClosePortalStmt: "session",
  PrepareStmt: "session",
  DeallocateStmt: "session",
  NotifyStmt: "utility",
  VacuumStmt: "utility",
  ClusterStmt: "utility",
  ReindexStmt: "utility",
  CheckPointStmt: "utility",
  LoadStmt: "utility",
  AlterSystemStmt: "utility",
};

/** The kind of a parse tree; everything that defines objects or rights and is not listed is `ddl`. */
export function kindOf(node: Node): Kind {
  const [tag, fields] = tagged(node) ?? ["", {}];
  if (tag === "SelectStmt") return writesRows(node) ? "write" : "read";
  if (tag === "ExplainStmt") return kindOfExplain(fields);
  if (tag === "CopyStmt") return kindOfCopy(fields);
  if (tag === "VariableSetStmt") {
    return /^(TRANSACTION|SESSION CHARACTERISTICS)/.test(textOf(fields["name"])) &&
      fields["kind"] === "VAR_SET_MULTI"
      ? "transaction"
      : "session";
  }
  return KINDS[tag] ?? "ddl";
}

/** EXPLAIN reads, unless ANALYZE executes what it explains. */
function kindOfExplain(fields: Fields): Kind {
  const inner = fields["query"] as Node;
  return isAnalyzed(fields) ? kindOf(inner) : "read";
}

function kindOfCopy(fields: Fields): Kind {
  if (fields["is_from"] === true) return "write";
  if (fields["is_program"] === true || fields["filename"] !== undefined) return "utility";
  return fields["query"] !== undefined && writesRows(fields["query"]) ? "write" : "read";
}

/** Whether EXPLAIN executes the statement. */
export function isAnalyzed(explain: Fields): boolean {
  return isOn(explain["options"], "analyze");
}

function writesRows(node: unknown): boolean {
  let writes = false;
  walk(node, (tag) => {
    writes ||= WRITES.includes(tag) || tag === "IntoClause";
  });
  return writes;
}
