import { asNode, isFields, tagged, walk } from "../../sql/walk.ts";
import { readOnly } from "./refusal.ts";

/** Every kind of node that a query consists of. What is not here is not read, whatever a later Postgres adds. */
const QUERY_NODES = new Set(
  (
    "SelectStmt ResTarget ColumnRef A_Star A_Const Integer Float Boolean String BitString ParamRef A_Expr BoolExpr " +
    "NullTest BooleanTest CaseExpr CaseWhen CoalesceExpr MinMaxExpr SubLink FuncCall NamedArgExpr TypeCast TypeName " +
    "CollateClause A_ArrayExpr A_Indices A_Indirection RowExpr GroupingFunc GroupingSet SQLValueFunction XmlExpr " +
    "XmlSerialize RangeVar RangeSubselect RangeFunction RangeTableSample RangeTableFunc RangeTableFuncCol JoinExpr " +
    "Alias WithClause CommonTableExpr CTESearchClause CTECycleClause SortBy WindowDef List ColumnDef JsonFuncExpr " +
    "JsonValueExpr JsonFormat JsonOutput JsonReturning JsonKeyValue JsonObjectConstructor JsonArrayConstructor " +
    "JsonArrayQueryConstructor JsonAggConstructor JsonObjectAgg JsonArrayAgg JsonParseExpr JsonScalarExpr " +
    "JsonSerializeExpr JsonIsPredicate JsonBehavior JsonArgument JsonTable JsonTableColumn JsonTablePathSpec"
  ).split(" "),
);

/** Parts of a query that write or lock, and how a person calls them. */
const WRITING_PARTS: Readonly<Record<string, string>> = {
  InsertStmt: "INSERT in WITH",
  UpdateStmt: "UPDATE in WITH",
  DeleteStmt: "DELETE in WITH",
  MergeStmt: "MERGE in WITH",
  IntoClause: "SELECT INTO",
  LockingClause: "a row lock (FOR UPDATE or FOR SHARE)",
};

/**
 * The query of a statement that reads, or undefined for SHOW. Throws READ_ONLY for everything but SELECT, VALUES, TABLE,
 * WITH, EXPLAIN of these, and SHOW.
 */
export function readingQuery(node: unknown): unknown {
  const [tag, fields] = tagged(node) ?? ["", {}];
  if (tag === "VariableShowStmt") return undefined;
  if (tag === "ExplainStmt" && isFields(fields["query"]))
    return queryOf(fields["query"], "EXPLAIN of ");
  return queryOf(node, "");
}

function queryOf(node: unknown, prefix: string): unknown {
  if (asNode(node, "SelectStmt") === undefined) throw readOnly(`${prefix}${commandOf(node)}`);
  walk(node, (tag) => {
    if (!QUERY_NODES.has(tag)) throw readOnly(WRITING_PARTS[tag] ?? `${prefix}${words(tag)}`);
  });
  return node;
}

function commandOf(node: unknown): string {
  return words(tagged(node)?.[0] ?? "");
}

const COMMANDS: Readonly<Record<string, string>> = {
  AlterTableStmt: "ALTER TABLE",
  CallStmt: "CALL",
  CopyStmt: "COPY",
  CreateStmt: "CREATE TABLE",
  CreateTableAsStmt: "CREATE TABLE AS",
  DoStmt: "DO",
  DropStmt: "DROP",
  ExecuteStmt: "EXECUTE",
  IndexStmt: "CREATE INDEX",
  LockStmt: "LOCK",
  NotifyStmt: "NOTIFY",
  TransactionStmt: "transaction control",
  VariableSetStmt: "SET",
};

/** `DeclareCursorStmt` as DECLARE CURSOR. */
function words(tag: string): string {
  const name = tag.replace(/Stmt$/, "").replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
  return COMMANDS[tag] ?? name.toUpperCase();
}
