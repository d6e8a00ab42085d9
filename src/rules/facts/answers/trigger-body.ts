import { parseScript, type Statement } from "../../../sql/parse.ts";
import { asNode, isFields, listOf, nameParts, textOf, walk } from "../../../sql/walk.ts";

/** What only the body of a trigger function has. */
export interface TriggerBody {
  /** Columns of NEW and OLD. */
  readonly rowColumns: readonly string[];
  /** Columns of NEW that it assigns. */
  readonly assigned: readonly string[];
  /** What its RETURNs give. */
  readonly returns: ReadonlySet<"new" | "old" | "null" | "other">;
  /** It asks which table, operation or time of firing called it: `tg_op`. */
  readonly asks: ReadonlySet<string>;
  /** It asks how deep triggers are within each other. */
  readonly asksDepth: boolean;
  /** It catches every error and does nothing about it. */
  readonly swallows: boolean;
  /** It raises an error somewhere. */
  readonly raises: boolean;
  /** It has an IF, a CASE or a loop. */
  readonly branches: boolean;
  /** Tables through all of whose rows a loop or a cursor goes. */
  readonly loops: readonly string[];
}

export const nothingOfTriggers: TriggerBody = {
  rowColumns: [],
  assigned: [],
  returns: new Set(),
  asks: new Set(),
  asksDepth: false,
  swallows: false,
  raises: false,
  branches: false,
  loops: [],
};

/** From libpg-query's tree of a PL/pgSQL function, and its SQL where it is a trigger's. */
export async function readTriggerBody(
  parsed: unknown,
  fragments: readonly string[],
): Promise<TriggerBody> {
  const [returns, assigned] = [new Set<"new" | "old" | "null" | "other">(), new Set<string>()];
  let [swallows, raises, branches] = [false, false, false];
  const queries: string[] = [];
  const find = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) find(item);
    if (!isFields(value)) return;
    for (const [key, child] of Object.entries(value)) {
      if (isFields(child)) {
        if (key === "PLpgSQL_stmt_return") returned(child).forEach((what) => returns.add(what));
        if (key === "PLpgSQL_stmt_assign") {
          const column = assignedIn(queryOf(child["expr"]));
          if (column !== undefined) assigned.add(column);
        }
        branches ||= /^PLpgSQL_stmt_(if|case|loop|while|fori|fors|forc|foreach_a|dynfors)$/.test(
          key,
        );
        // below ERROR they are messages; the level of an error is 21
        raises ||= key === "PLpgSQL_stmt_raise" && Number(child["elog_level"] ?? 21) >= 21;
        if (key === "PLpgSQL_stmt_fors") queries.push(queryOf(child["query"]));
        if (key === "PLpgSQL_var") queries.push(queryOf(child["cursor_explicit_expr"]));
        if (key === "PLpgSQL_exception") swallows ||= isSwallowed(child);
      }
      find(child);
    }
  };
  // what it returns where the tree is not to be had, nobody knows
  if (parsed === undefined) returns.add("other");
  find(parsed);
  const text = fragments.join("\n").toLowerCase();
  const statements = (await Promise.all(fragments.map((fragment) => parseScript(fragment)))).flat();
  return {
    returns,
    assigned: [...assigned],
    swallows,
    raises,
    branches,
    rowColumns: [...new Set(statements.flatMap(rowColumnsIn))],
    asks: new Set(text.match(/\btg_\w+/g)),
    asksDepth: /\bpg_trigger_depth\b/.test(text),
    loops: (await Promise.all(queries.map(wholeTable))).filter((name) => name !== ""),
  };
}

const queryOf = (expression: unknown): string =>
  textOf(asNode(expression, "PLpgSQL_expr")?.["query"]);

/** Without an expression it gives a variable: the first is NEW, which the tree leaves out as it does all zeros, the second OLD. */
function returned(fields: Readonly<Record<string, unknown>>): ("new" | "old" | "null" | "other")[] {
  const query = queryOf(fields["expr"]).trim().toLowerCase();
  // a return that nobody wrote has no line
  if (fields["lineno"] === undefined) return [];
  if (query === "null") return ["null"];
  if (query !== "") return ["other"];
  const variable = Number(fields["retvarno"] ?? 0);
  return variable === 0 ? ["new"] : variable === 1 ? ["old"] : ["other"];
}

function assignedIn(query: string): string | undefined {
  const [, quoted, plain] = /^\s*new\s*\.\s*(?:"((?:[^"]|"")+)"|(\w+))/i.exec(query) ?? [];
  return quoted?.replaceAll('""', '"') ?? plain?.toLowerCase();
}

/** `WHEN others THEN NULL;`, or then nothing but a RETURN of nothing. */
function isSwallowed({ conditions, action }: Readonly<Record<string, unknown>>): boolean {
  const names = listOf(conditions).map((one) =>
    textOf(asNode(one, "PLpgSQL_condition")?.["condname"]).toLowerCase(),
  );
  return names.includes("others") && listOf(action).length === 0;
}

/** The one table of a query that leaves out none of its rows. */
async function wholeTable(query: string): Promise<string> {
  if (query === "") return "";
  const [statement] = await parseScript(query);
  const select = asNode(statement?.node, "SelectStmt");
  const [only, another] = listOf(select?.["fromClause"]);
  if (another !== undefined || select?.["whereClause"] !== undefined) return "";
  return select?.["limitCount"] === undefined ? textOf(asNode(only, "RangeVar")?.["relname"]) : "";
}

/** The last part of each `new.x` and `old.x` in SQL. */
function rowColumnsIn(statement: Statement): string[] {
  const columns: string[] = [];
  walk(statement.node, (tag, fields) => {
    if (tag !== "ColumnRef") return;
    const [row, column, ...more] = nameParts(fields["fields"]);
    if ((row === "new" || row === "old") && column !== undefined && more.length === 0)
      columns.push(column);
  });
  return columns;
}
