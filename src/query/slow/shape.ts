import { asNode, isFields, listOf, nameParts, textOf, walk } from "../../sql/walk.ts";

/** A table as a statement names it. */
export interface TableName {
  readonly schema: string | undefined;
  readonly name: string;
}

/** `column = $n` among the conditions that must all hold. */
export interface Lookup {
  readonly table: TableName;
  readonly column: string;
  /** Undefined where a literal stands in its place. */
  readonly parameter: number | undefined;
}

/** What a SELECT does, as far as one can tell without the catalog. */
export interface Shape {
  /** In its FROM clauses at any depth, each once. */
  readonly tables: readonly TableName[];
  readonly lookups: readonly Lookup[];
  /** Its top level has conditions besides the lookups. */
  readonly filters: boolean;
  /** LIMIT or FETCH FIRST. */
  readonly limited: boolean;
  readonly ordered: boolean;
  /** Aggregates, GROUP BY, DISTINCT or window functions. */
  readonly aggregates: boolean;
  readonly groups: boolean;
  /** FOR UPDATE and its kin, which have an effect. */
  readonly locks: boolean;
  /** A parameter or literal anywhere but in a lookup, LIMIT and OFFSET. */
  readonly varies: boolean;
  /** `$n` anywhere. */
  readonly parameters: boolean;
}

/** The shape of one SELECT; undefined for every other statement. */
export function selectShape(node: unknown): Shape | undefined {
  const select = asNode(node, "SelectStmt");
  if (select === undefined) return undefined;
  const sources = fromTables(select["fromClause"]);
  const conditions = conjuncts(select["whereClause"]).filter((condition) => !isConstant(condition));
  const found = conditions.map((condition) => lookup(condition, sources));
  const { whereClause: _, limitCount, limitOffset: __, ...rest } = select;
  const remaining = conditions.filter((___, at) => found[at] === undefined);
  const groups = listOf(select["groupClause"]).length > 0;
  return {
    tables: allTables(node),
    lookups: found.filter((each) => each !== undefined),
    filters: remaining.length > 0,
    limited: limitCount !== undefined,
    ordered: select["sortClause"] !== undefined,
    aggregates:
      groups || select["distinctClause"] !== undefined || hasAggregate(select["targetList"]),
    groups,
    locks: holds(node, (tag) => tag === "LockingClause"),
    varies: [rest, remaining].some((part) => holds(part, isValueTag)),
    parameters: holds(node, (tag) => tag === "ParamRef"),
  };
}

/** The tables that a statement of any kind writes to, also in its WITH clause. */
export function writtenTables(node: unknown): TableName[] {
  const found: TableName[] = [];
  walk(node, (tag, fields) => {
    const writes = ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"].includes(tag);
    if (writes || (tag === "CopyStmt" && fields["is_from"] === true))
      found.push(...rangeOf(fields["relation"]));
    if (tag === "TruncateStmt")
      found.push(
        ...listOf(fields["relations"]).flatMap((range) => rangeOf(asNode(range, "RangeVar"))),
      );
  });
  return found;
}

interface Source {
  readonly alias: string;
  readonly table: TableName;
}

/** By the name under which conditions refer to it; subqueries are not looked into. */
function fromTables(from: unknown): Source[] {
  const found: Source[] = [];
  walk(from, (tag, fields) => {
    if (tag === "RangeSubselect") return false;
    if (tag !== "RangeVar") return true;
    const [table] = rangeOf(fields);
    const alias = isFields(fields["alias"]) ? textOf(fields["alias"]["aliasname"]) : "";
    if (table !== undefined) found.push({ table, alias: alias || table.name });
    return false;
  });
  return found;
}

function allTables(node: unknown): TableName[] {
  const found = new Map<string, TableName>();
  const ctes = new Set<unknown>();
  walk(node, (tag, fields) => {
    if (tag === "CommonTableExpr") ctes.add(fields["ctename"]);
    if (tag === "RangeVar")
      for (const table of rangeOf(fields)) found.set(JSON.stringify(table), table);
  });
  return [...found.values()].filter(({ schema, name }) => schema !== undefined || !ctes.has(name));
}

function rangeOf(fields: unknown): TableName[] {
  if (!isFields(fields) || typeof fields["relname"] !== "string") return [];
  const schema = fields["schemaname"];
  return [{ schema: typeof schema === "string" ? schema : undefined, name: fields["relname"] }];
}

function conjuncts(condition: unknown): unknown[] {
  if (condition === undefined) return [];
  const both = asNode(condition, "BoolExpr");
  return both?.["boolop"] === "AND_EXPR" ? listOf(both["args"]).flatMap(conjuncts) : [condition];
}

/** `column = value` or `value = column`; IN is none, because Postgres 18 prints a list of any length with one value. */
function lookup(condition: unknown, sources: readonly Source[]): Lookup | undefined {
  const expression = asNode(condition, "A_Expr");
  if (expression?.["kind"] !== "AEXPR_OP" || nameParts(expression["name"]).at(-1) !== "=")
    return undefined;
  const { lexpr, rexpr } = expression;
  for (const [column, value] of [
    [lexpr, rexpr],
    [rexpr, lexpr],
  ]) {
    const parts = nameParts(asNode(column, "ColumnRef")?.["fields"]);
    const name = parts.at(-1);
    if (name === undefined || !isConstant(value)) continue;
    const qualifier = parts.at(-2);
    const source =
      qualifier === undefined
        ? sources.length === 1
          ? sources[0]
          : undefined
        : sources.find(({ alias }) => alias === qualifier);
    if (source === undefined) return undefined;
    return { table: source.table, column: name, parameter: parameterOf(value) };
  }
  return undefined;
}

/** Made of values alone: no column, function or subquery. */
function isConstant(expression: unknown): boolean {
  return !holds(expression, (tag) =>
    ["ColumnRef", "FuncCall", "SubLink", "SQLValueFunction"].includes(tag),
  );
}

function parameterOf(value: unknown): number | undefined {
  const cast = asNode(value, "TypeCast");
  const inner = asNode(cast === undefined ? value : cast["arg"], "ParamRef");
  return inner === undefined ? undefined : Number(inner["number"] ?? 0);
}

const isValueTag = (tag: string): boolean => tag === "ParamRef" || tag === "A_Const";

const aggregateNames = new Set(
  (
    "count sum avg min max array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and bool_or every bit_and " +
    "bit_or stddev stddev_pop stddev_samp variance var_pop var_samp corr regr_slope percentile_cont percentile_disc mode rank " +
    "row_number dense_rank"
  ).split(" "),
);

function hasAggregate(targets: unknown): boolean {
  return holds(targets, (tag, fields) => {
    if (tag !== "FuncCall") return false;
    return (
      fields["over"] !== undefined || aggregateNames.has(nameParts(fields["funcname"]).at(-1) ?? "")
    );
  });
}

function holds(
  node: unknown,
  test: (tag: string, fields: Readonly<Record<string, unknown>>) => boolean,
): boolean {
  if (node === undefined) return false;
  let found = false;
  walk(node, (tag, fields) => {
    found ||= test(tag, fields);
    return !found;
  });
  return found;
}
