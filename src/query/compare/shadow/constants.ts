import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { parseScript } from "../../../sql/parse.ts";
import { asNode, isFields, listOf, textOf, walk } from "../../../sql/walk.ts";
import { nameOf, type Reached } from "./tables.ts";

/** Values that statements and constraints speak of: rows are made from them and from what is next to them. */
export interface Constants {
  readonly all: ReadonlySet<string>;
  /** By the name of a column that stands in the same comparison. */
  readonly byColumn: ReadonlyMap<string, ReadonlySet<string>>;
  /** now(), current_date and the like are spoken of. */
  readonly clock: boolean;
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
  const read = (node: unknown): void => {
    walk(node, (tag, fields) => {
      if (tag === "A_Const") constantOf(fields).forEach((value) => all.add(value));
      if (tag === "SQLValueFunction") clock = true;
      if (tag === "FuncCall" && says(fields["funcname"], /^(now|.*_timestamp)$/)) clock = true;
      if (tag !== "A_Expr") return;
      const { columns, values } = partsOf(fields);
      for (const column of columns) for (const value of values) add(column, value);
    });
  };
  statements.forEach(read);
  const readText = async (sql: string): Promise<void> =>
    parseScript(sql).then(
      (parsed) => parsed.forEach(({ node }) => read(node)),
      () => {},
    );
  for (const view of catalog.views)
    if (views.includes(nameOf(view))) await readText(view.definition);
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
  return { all, byColumn, clock };
}

const checkOf = (definition: string): string =>
  definition.replace(/^CHECK /, "").replace(/ (?:NO INHERIT|NOT VALID)$/, "");

function says(name: unknown, pattern: RegExp): boolean {
  const last = asNode(listOf(name).at(-1), "String")?.["sval"];
  return pattern.test(textOf(last));
}

function partsOf(node: unknown): { columns: Set<string>; values: Set<string> } {
  const [columns, values] = [new Set<string>(), new Set<string>()];
  walk(node, (tag, fields) => {
    // what is compared inside a subquery has its own columns
    if (tag === "SubLink") return false;
    if (tag === "A_Const") constantOf(fields).forEach((value) => values.add(value));
    if (tag === "ColumnRef")
      columns.add(textOf(asNode(listOf(fields["fields"]).at(-1), "String")?.["sval"]));
    return true;
  });
  return { columns, values };
}

/** A number or a text as it would be quoted; nothing for NULL and for true and false, which are tried anyway. */
function constantOf({ ival, fval, sval }: Readonly<Record<string, unknown>>): string[] {
  if (isFields(ival)) return [textOf(ival["ival"] ?? 0)];
  if (isFields(fval)) return [textOf(fval["fval"])];
  return isFields(sval) ? [textOf(sval["sval"])] : [];
}
