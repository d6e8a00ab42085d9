import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { columnsAndConstants, constantOf } from "../../../sql/constants.ts";
import { parseScript } from "../../../sql/parse.ts";
import { asNode, listOf, nameParts, textOf, walk, type Fields } from "../../../sql/walk.ts";
import { nameOf, type Reached } from "./tables.ts";

/** Values that statements and constraints speak of: rows are made from them and from what is next to them. */
export interface Constants {
  readonly all: ReadonlySet<string>;
  /** By the name of a column that stands in the same comparison. */
  readonly byColumn: ReadonlyMap<string, ReadonlySet<string>>;
  /** now(), current_date and the like are spoken of. */
  readonly clock: boolean;
  /** Whether a column of this name can make a difference to the statements. */
  mentions(column: string): boolean;
}

/** Of the statements themselves, and of what stands between them and the rows: views, functions, checks, domains, partitions. */
export async function constantsOf(
  statements: readonly unknown[],
  { tables, views }: Reached,
  catalog: Catalog,
): Promise<Constants> {
  const all = new Set<string>();
  const byColumn = new Map<string, Set<string>>();
  const add = (column: string, value: string): void => {
    byColumn.set(column, (byColumn.get(column) ?? new Set()).add(value));
  };
  let clock = false;
  const mentioned = new Set<string>();
  const routines = new Set(catalog.routines.map(({ name }) => name));
  const read = (node: unknown): void => {
    walk(node, (tag, fields) => {
      if (tag === "A_Const") constantOf(fields).forEach((value) => all.add(value));
      if (tag === "SQLValueFunction") clock = true;
      if (tag === "FuncCall" && says(fields["funcname"], /^(now|.*_timestamp)$/)) clock = true;
      if (tag === "FuncCall" && routines.has(nameParts(fields["funcname"]).at(-1) ?? ""))
        mentioned.add("*");
      namesIn(tag, fields).forEach((name) => mentioned.add(name));
      if (tag !== "A_Expr") return;
      const { columns, values } = columnsAndConstants(fields);
      for (const column of columns) for (const value of values) add(column, value);
    });
  };
  const readText = async (sql: string): Promise<void> =>
    parseScript(sql).then(
      (parsed) => parsed.forEach(({ node }) => read(node)),
      () => {},
    );
  statements.forEach(read);
  for (const view of catalog.views)
    if (views.includes(nameOf(view))) await readText(view.definition);
  const columns = new Set(tables.flatMap((table) => table.columns.map(({ name }) => name)));
  // a star, a whole row, or a function that reads tables: anything may matter
  const everything = [...mentioned].some((name) => !columns.has(name));
  const relevant = new Set(mentioned);
  for (const { constraints } of tables)
    for (const { kind, definition } of constraints)
      if (kind === "check") await readText(`select ${checkOf(definition)}`);
  for (const type of catalog.types)
    if (type.kind === "domain")
      for (const { definition } of type.constraints)
        await readText(`select ${checkOf(definition)}`);
  const roots = new Map(tables.map((table) => [nameOf(table), table]));
  for (const { partitionBound, inherits } of catalog.tables) {
    const key = roots.get(inherits[0] === undefined ? "" : nameOf(inherits[0]))?.partitionKey ?? "";
    const bounds = [...(partitionBound ?? "").matchAll(/'((?:[^']|'')*)'|\b\d+\b/g)];
    for (const [text, quoted] of bounds)
      for (const [column] of key.matchAll(/\w+/g)) add(column, quoted ?? text);
  }
  shareKeys(tables, byColumn);
  const mentions = (column: string): boolean => everything || relevant.has(column);
  return { all, byColumn, clock, mentions };
}

/** Names of columns; of a star, a natural join and a qualified name also what is none, so that nobody takes it for one. */
function namesIn(tag: string, fields: Fields): string[] {
  if (tag === "A_Star" || (tag === "JoinExpr" && fields["isNatural"] === true)) return ["*"];
  if (tag === "JoinExpr") return nameParts(fields["usingClause"]);
  return tag === "ColumnRef" ? nameParts(fields["fields"]).slice(-1) : [];
}

/** What a foreign key is compared with, the key that it references is too. */
function shareKeys(tables: readonly Table[], byColumn: Map<string, Set<string>>): void {
  for (const { references, columns } of tables.flatMap(({ constraints }) => constraints))
    columns.forEach((name, index) => {
      const key = references?.columns[index];
      const values = byColumn.get(name);
      if (key === undefined || values === undefined) return;
      byColumn.set(key, new Set([...(byColumn.get(key) ?? []), ...values]));
    });
}

export const checkOf = (definition: string): string =>
  definition.replace(/^CHECK /, "").replace(/ (?:NO INHERIT|NOT VALID)$/, "");

function says(name: unknown, pattern: RegExp): boolean {
  const last = asNode(listOf(name).at(-1), "String")?.["sval"];
  return pattern.test(textOf(last));
}
