import { constantOf } from "../../../sql/constants.ts";
import { parseScript } from "../../../sql/parse.ts";
import { relationsOf } from "../../../sql/references.ts";
import { asNode, listOf, nameParts, walk } from "../../../sql/walk.ts";

/** What a condition, as EXPLAIN prints it, calls and reads for each row. */
export interface Condition {
  /** Functions whose arguments hold no column, with their schema where they are no Postgres's own. */
  readonly calls: readonly string[];
  /** Functions with a column among their arguments. */
  readonly callsOfRow: readonly string[];
  readonly columns: readonly string[];
  /** Columns that are compared by `=`, with a value or one of several. */
  readonly equal: readonly string[];
  /** Sub-plans that run for each row. */
  readonly subplans: readonly string[];
}

/** Reads a Filter of a plan. Undefined where the text is not understood. */
export async function readFilter(filter: string): Promise<Condition | undefined> {
  const subplans = [...filter.matchAll(/(?<!hashed )\b(SubPlan \d+)\b/g)].map(
    ([, name = ""]) => name,
  );
  const [statement] = await parseScript(`select ${withoutPlans(filter)}`).catch(() => []);
  if (statement === undefined) return undefined;
  const calls: string[] = [];
  const callsOfRow: string[] = [];
  const columns = new Set<string>();
  const equal = new Set<string>();
  walk(statement.node, (tag, fields) => {
    if (tag === "A_Expr" && nameParts(fields["name"]).at(-1) === "=")
      for (const side of [fields["lexpr"], fields["rexpr"]]) {
        const column = asNode(bare(side), "ColumnRef");
        if (column !== undefined) equal.add(nameParts(column["fields"]).at(-1) ?? "");
      }
    if (tag === "ColumnRef") columns.add(nameParts(fields["fields"]).at(-1) ?? "");
    if (tag !== "FuncCall") return;
    const name = nameParts(fields["funcname"]).join(".");
    (mentionsColumn(fields["args"]) ? callsOfRow : calls).push(name);
  });
  return { calls, callsOfRow, columns: [...columns], equal: [...equal], subplans };
}

/** Without its casts. */
const bare = (node: unknown): unknown => {
  const cast = asNode(node, "TypeCast");
  return cast === undefined ? node : bare(cast["arg"]);
};

/** EXPLAIN's names of sub-plans are no SQL: each becomes NULL. */
const withoutPlans = (text: string): string =>
  text
    .replaceAll(/EXISTS\((?:hashed )?SubPlan \d+\)/g, "NULL")
    .replaceAll(/\((ANY|ALL) \(/g, "(any_of (")
    .replaceAll(/\((?:hashed )?(?:InitPlan|SubPlan) \d+\)(?:\.col\d+)?/g, "NULL");

function mentionsColumn(node: unknown): boolean {
  let found = false;
  walk(node, (tag) => {
    found ||= tag === "ColumnRef";
  });
  return found;
}

/** Functions that an expression calls, in sub-selects too. */
export async function callsOf(expression: string): Promise<string[]> {
  const [statement] = await parseScript(`select ${expression}`);
  const names = new Set<string>();
  walk(statement?.node, (tag, fields) => {
    if (tag === "FuncCall") names.add(nameParts(fields["funcname"]).join("."));
  });
  return [...names];
}

/** Whether an expression reads a table. */
export async function readsTable(expression: string): Promise<boolean> {
  const [statement] = await parseScript(`select ${expression}`);
  return statement !== undefined && relationsOf(statement).length > 0;
}

/** Constants of an expression as `pg_get_expr` prints it, those of sub-selects too. */
export async function constantsOf(expression: string): Promise<string[]> {
  const [statement] = await parseScript(`select ${expression}`);
  const values = new Set<string>();
  walk(statement?.node, (tag, fields) => {
    if (tag === "A_Const") constantOf(fields).forEach((value) => values.add(value));
  });
  return [...values];
}

/**
 * Columns of the table in an expression as `pg_get_expr` prints it: within sub-selects they are qualified, outside of them they are where
 * there is a sub-select.
 */
export async function columnsOf(expression: string, table: string): Promise<string[]> {
  const [statement] = await parseScript(`select ${expression}`);
  const columns = new Set<string>();
  const visit = (node: unknown, nested: boolean): void =>
    walk(node, (tag, fields) => {
      if (tag === "SubLink") {
        visit(fields["testexpr"], nested);
        visit(fields["subselect"], true);
        return false;
      }
      if (tag !== "ColumnRef") return true;
      const parts = nameParts(fields["fields"]);
      const [name = "", of] = parts.toReversed();
      if (of === table || (of === undefined && !nested)) columns.add(name);
      return true;
    });
  visit(listOf(asNode(statement?.node, "SelectStmt")?.["targetList"]), false);
  return [...columns];
}
