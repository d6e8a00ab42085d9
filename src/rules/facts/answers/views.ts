import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { parseScript } from "../../../sql/parse.ts";
import { qualified } from "../../../sql/quote.ts";
import { relationsOf } from "../../../sql/references.ts";
import { asNode, listOf, nameParts, textOf, type Fields } from "../../../sql/walk.ts";
import { ToolError } from "../../../core/errors.ts";
import { nameOf } from "../../engine/names.ts";

export interface ViewFacts {
  /** Sorted, and neither LIMIT nor DISTINCT ON needs it. */
  readonly sorted: boolean;
  /** Tables and views that it reads, qualified. */
  readonly reads: readonly string[];
  /** Tables of which it shows the first columns in their order, as a `*` of before would, with those that came later. */
  readonly cut: readonly {
    readonly table: string;
    readonly shown: number;
    readonly missing: readonly string[];
  }[];
}

/** So many columns in the order of their table are no chance. */
const FEWEST = 4;

export async function readViews({ views, tables }: Catalog): Promise<Map<string, ViewFacts>> {
  const byName = new Map(tables.map((table) => [nameOf(table), table]));
  const facts = new Map<string, ViewFacts>();
  for (const view of views) {
    const [statement] = await parseScript(view.definition).catch((error: unknown) => {
      if (error instanceof ToolError) return [];
      throw error;
    });
    const select = asNode(statement?.node, "SelectStmt");
    if (statement === undefined || select === undefined) continue;
    facts.set(nameOf(view), {
      sorted:
        listOf(select["sortClause"]).length > 0 &&
        select["limitCount"] === undefined &&
        listOf(select["distinctClause"]).length === 0,
      reads: relationsOf(statement).map(({ schema = "", name }) => qualified(schema, name)),
      cut: cutIn(select, byName),
    });
  }
  return facts;
}

function cutIn(select: Fields, tables: ReadonlyMap<string, Table>): ViewFacts["cut"] {
  const sources = listOf(select["fromClause"]).flatMap(sourcesOf);
  const targets = listOf(select["targetList"]).map((target) => targetOf(target, sources));
  return sources.flatMap(({ alias, table: name }) => {
    const table = tables.get(name);
    if (table === undefined) return [];
    const columns = table.columns.map((column) => column.name);
    const from = targets.indexOf(JSON.stringify([alias, columns[0]]));
    if (from === -1) return [];
    const shown = columns.findIndex(
      (column, at) => targets[from + at] !== JSON.stringify([alias, column]),
    );
    if (shown < FEWEST) return [];
    const missing = columns
      .slice(shown)
      .filter((column) => !targets.includes(JSON.stringify([alias, column])));
    // one that is shown elsewhere was left out there on purpose
    return missing.length === columns.length - shown ? [{ table: name, shown, missing }] : [];
  });
}

interface Source {
  readonly alias: string;
  readonly table: string;
}

function sourcesOf(node: unknown): Source[] {
  const join = asNode(node, "JoinExpr");
  if (join !== undefined) return [...sourcesOf(join["larg"]), ...sourcesOf(join["rarg"])];
  const range = asNode(node, "RangeVar");
  if (range === undefined) return [];
  const [name, alias] = [textOf(range["relname"]), range["alias"] as Fields | undefined];
  return [
    {
      alias: textOf(alias?.["aliasname"]) || name,
      table: qualified(textOf(range["schemaname"]), name),
    },
  ];
}

/** Alias and column of a target that shows a column under its own name. */
function targetOf(node: unknown, sources: readonly Source[]): string | undefined {
  const target = asNode(node, "ResTarget");
  const parts = nameParts(asNode(target?.["val"], "ColumnRef")?.["fields"]);
  const column = parts.at(-1);
  const alias = parts.at(-2) ?? (sources.length === 1 ? sources[0]?.alias : undefined);
  const shownAs = target?.["name"];
  if (column === undefined || alias === undefined) return undefined;
  if (shownAs !== undefined && shownAs !== column) return undefined;
  return JSON.stringify([alias, column]);
}
