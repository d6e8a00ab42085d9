import { asNode, listOf, nameParts, type Fields } from "../sql/walk.ts";
import { parseScript, type Statement } from "../sql/parse.ts";
import { quoteIdentifier } from "../sql/quote.ts";

/** A SELECT of plain columns from one table: what keyset paging understands. */
export interface SimpleSelect {
  /** The table as it is written, quoted, for `to_regclass`. */
  readonly table: string;
  /** What each column is called in the output; undefined when it is `*`. */
  readonly outputs: ReadonlyMap<string, string> | undefined;
  readonly order: readonly { readonly column: string; readonly descending: boolean }[];
  /** The statement without its ORDER BY. */
  readonly head: string;
}

const FIELDS = new Set([
  "targetList",
  "fromClause",
  "whereClause",
  "sortClause",
  "limitOption",
  "op",
]);

/** Undefined for every statement that is not obviously one. */
export async function simpleSelect(statement: Statement): Promise<SimpleSelect | undefined> {
  // Parsed alone, so that places in the tree are places in this statement.
  const [alone] = await parseScript(statement.text);
  const select = asNode(alone?.node, "SelectStmt");
  if (select === undefined || !Object.keys(select).every((field) => FIELDS.has(field)))
    return undefined;
  const table = tableOf(select);
  const outputs = outputsOf(select);
  const order = orderOf(select);
  const head = headOf(statement.text, select);
  if (table === undefined || outputs === "unknown" || order === undefined || head === undefined)
    return undefined;
  return { table, outputs, order, head };
}

function tableOf(select: Fields): string | undefined {
  const [first, ...others] = listOf(select["fromClause"]);
  const range = asNode(first, "RangeVar");
  if (range === undefined || others.length > 0 || range["catalogname"] !== undefined)
    return undefined;
  const alias = range["alias"] as Fields | undefined;
  if (alias?.["colnames"] !== undefined) return undefined;
  return [range["schemaname"], range["relname"]]
    .filter((part) => typeof part === "string")
    .map(quoteIdentifier)
    .join(".");
}

function outputsOf(select: Fields): ReadonlyMap<string, string> | undefined | "unknown" {
  const targets = listOf(select["targetList"]).map((target) => asNode(target, "ResTarget") ?? {});
  const [only] = targets;
  if (targets.length === 1 && isStar(only?.["val"])) return undefined;
  const outputs = new Map<string, string>();
  for (const target of targets) {
    const column = columnOf(target["val"]);
    if (column === undefined) return "unknown";
    const output = typeof target["name"] === "string" ? target["name"] : column;
    if ([...outputs.values()].includes(output)) return "unknown";
    outputs.set(column, output);
  }
  return outputs;
}

function orderOf(select: Fields): SimpleSelect["order"] | undefined {
  const order = listOf(select["sortClause"]).map((item) => {
    const sort = asNode(item, "SortBy") ?? {};
    const direction = sort["sortby_dir"];
    const column = columnOf(sort["node"]);
    return column === undefined || direction === "SORTBY_USING"
      ? undefined
      : { column, descending: direction === "SORTBY_DESC" };
  });
  return order.every((item) => item !== undefined) ? order : undefined;
}

function headOf(text: string, select: Fields): string | undefined {
  const [first] = listOf(select["sortClause"]);
  if (first === undefined) return text;
  const location = asNode((asNode(first, "SortBy") ?? {})["node"], "ColumnRef")?.["location"];
  const before = Buffer.from(text).subarray(0, Number(location)).toString();
  const match = /\border\s+by\s*$/i.exec(before);
  return match === null ? undefined : before.slice(0, match.index);
}

function columnOf(node: unknown): string | undefined {
  const fields = listOf(asNode(node, "ColumnRef")?.["fields"]);
  const names = nameParts(fields);
  return names.length === fields.length ? names.at(-1) : undefined;
}

function isStar(node: unknown): boolean {
  return asNode(listOf(asNode(node, "ColumnRef")?.["fields"]).at(-1), "A_Star") !== undefined;
}
