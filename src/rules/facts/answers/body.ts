import { ToolError } from "../../../core/errors.ts";
import type { Routine } from "../../../postgres/catalog/model/routine.ts";
import { parsePlpgsql, SyntaxRefusal } from "../../../sql/library.ts";
import { parseScript, type Statement } from "../../../sql/parse.ts";
import { readPlpgsql } from "../../../sql/plpgsql.ts";
import {
  functionsOf,
  relationsOf,
  type FunctionReference,
  type Reference,
} from "../../../sql/references.ts";
import { asNode, listOf, nameParts, textOf, walk, type Fields } from "../../../sql/walk.ts";
import { columnsIn } from "./columns-in.ts";
import type { Target } from "./missing.ts";
import { nothingOfTriggers, readTriggerBody, type TriggerBody } from "./trigger-body.ts";

export interface RoutineBody extends TriggerBody {
  readonly relations: readonly Reference[];
  readonly targets: readonly Target[];
  /** Tables that it makes itself. */
  readonly made: readonly string[];
  readonly calls: readonly FunctionReference[];
  /** Nothing but SELECT without locks, whose text is known: no EXECUTE, no COMMIT. */
  readonly onlyReads: boolean;
  /** EXECUTE of text that is put together when it runs. */
  readonly isDynamic: boolean;
  /** CURRENT_TIMESTAMP, CURRENT_USER and the like. */
  readonly asksContext: boolean;
  /** Materialized views that it refreshes. */
  readonly refreshes: readonly string[];
  /** Tables that it counts, sums, updates or deletes from without a WHERE. */
  readonly whole: readonly string[];
  /** Tables that it updates. */
  readonly updates: readonly Reference[];
}

/** Undefined for other languages and for what cannot be read. */
export async function readBody(routine: Routine): Promise<RoutineBody | undefined> {
  const { language, source, sqlBody, definition, result } = routine;
  if (definition === null) return undefined;
  try {
    if (language === "sql")
      return {
        ...spokenOf(await statementsOf([sqlBody === null ? source : definition]), sqlBody !== null),
        ...nothingOfTriggers,
      };
    if (language !== "plpgsql") return undefined;
    const { fragments, dynamic, control } = await readPlpgsql(definition);
    const spoken = spokenOf(await statementsOf(fragments), false);
    const parsed = await parsePlpgsql(definition).catch(() => undefined);
    return {
      ...spoken,
      onlyReads: spoken.onlyReads && !dynamic && !control,
      isDynamic: dynamic,
      ...(await readTriggerBody(parsed, result === "trigger" ? fragments : [])),
    };
  } catch (error) {
    if (error instanceof SyntaxRefusal || error instanceof ToolError) return undefined;
    throw error;
  }
}

async function statementsOf(texts: readonly string[]): Promise<Statement[]> {
  const statements: Statement[] = [];
  for (const text of texts) if (text.trim() !== "") statements.push(...(await parseScript(text)));
  return statements;
}

/** A BEGIN ATOMIC is read as the CREATE FUNCTION that it belongs to; what that makes is no table. */
function spokenOf(
  statements: readonly Statement[],
  atomic: boolean,
): Omit<RoutineBody, keyof TriggerBody> {
  const targets: Target[] = [];
  const made: string[] = [];
  const updates: Reference[] = [];
  const refreshes: string[] = [];
  const whole: string[] = [];
  let [onlyReads, asksContext] = [true, false];
  for (const { node } of statements) {
    targets.push(...columnsIn(node));
    if (!atomic && !("SelectStmt" in node)) onlyReads = false;
    walk(node, (tag, fields) => {
      if (/^(Insert|Update|Delete|Merge)Stmt$/.test(tag) || tag === "LockingClause")
        onlyReads = false;
      if (tag === "SQLValueFunction") asksContext = true;
      if (tag === "CreateStmt") made.push(relationName(fields["relation"]));
      if (tag === "IntoClause") made.push(relationName(fields["rel"]));
      if (tag === "RefreshMatViewStmt") refreshes.push(relationName(fields["relation"]));
      const all = wholeIn(tag, fields);
      if (all !== undefined) whole.push(all);
      if (tag === "InsertStmt") targets.push(target(fields, "cols"));
      if (tag === "UpdateStmt") {
        targets.push(target(fields, "targetList"));
        updates.push(reference(fields["relation"]));
      }
    });
  }
  return {
    relations: statements.flatMap(relationsOf),
    calls: statements.flatMap(functionsOf),
    targets,
    made,
    updates,
    refreshes,
    whole,
    onlyReads,
    isDynamic: false,
    asksContext,
  };
}

const rangeOf = (node: unknown): Fields =>
  asNode(node, "RangeVar") ?? (node as Fields | undefined) ?? {};

const relationName = (node: unknown): string => textOf(rangeOf(node)["relname"]);

function reference(node: unknown): Reference {
  const { schemaname, relname } = rangeOf(node);
  return typeof schemaname === "string"
    ? { schema: schemaname, name: textOf(relname) }
    : { name: textOf(relname) };
}

const target = (fields: Fields, list: string): Target => ({
  relation: reference(fields["relation"]),
  columns: listOf(fields[list]).map((one) => textOf(asNode(one, "ResTarget")?.["name"])),
});

/** The table of a statement that looks at all its rows. */
function wholeIn(tag: string, fields: Fields): string | undefined {
  if (fields["whereClause"] !== undefined) return undefined;
  if (tag === "UpdateStmt" || tag === "DeleteStmt") return relationName(fields["relation"]);
  const [only, another] = listOf(fields["fromClause"]);
  const isGrouped = listOf(fields["groupClause"]).length > 0;
  if (tag !== "SelectStmt" || asNode(only, "RangeVar") === undefined) return undefined;
  if (another !== undefined || isGrouped || fields["limitCount"] !== undefined) return undefined;
  let aggregates = false;
  walk(fields["targetList"], (inner, { funcname, over }) => {
    const name = nameParts(funcname).at(-1) ?? "";
    // the smallest and the largest an index has at its ends
    if (
      inner === "FuncCall" &&
      over === undefined &&
      /^(count|sum|avg|array_agg|string_agg|jsonb?_agg)$/.test(name)
    )
      aggregates = true;
  });
  return aggregates ? relationName(only) : undefined;
}
