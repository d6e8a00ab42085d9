import { ToolError } from "../../../core/errors.ts";
import type { Finding } from "../../../core/finding.ts";
import type { Session } from "../../../core/session.ts";
import type { DatabaseSchema } from "../../../schema/read-schema.ts";
import { parseScript } from "../../../sql/parse.ts";
import type { Statement } from "../../../sql/parse.ts";
import { asNode, listOf, textOf } from "../../../sql/walk.ts";
import type { Change } from "../recipe.ts";
import { shown } from "../shown.ts";
import { alterationIn, printed } from "../alteration.ts";
import { usingOf } from "../replace/conversion.ts";
import { hintOf } from "../hints.ts";
import { dependentsOf } from "./dependents.ts";
import type { ColumnName } from "./dependents.ts";
import { roomForIdentity } from "./identity.ts";
import { keyType } from "./key-type.ts";
import type { Wishes } from "./key-type.ts";

interface Stage extends Wishes {
  readonly session: Session;
  /** The schema before the statements. */
  readonly schema: DatabaseSchema;
  readonly searchPath: readonly string[];
}

/**
 * Statements that Postgres refuses as they stand, though they mean something clear, with what has to be done around them; the others as
 * they are. What depends on columns whose types change goes once before all of them, and comes back once after them.
 */
export async function asMeant(
  statements: readonly Statement[],
  stage: Stage,
): Promise<readonly Statement[]> {
  const { schema, searchPath, session } = stage;
  const whole = await completed(statements, stage);
  const columns = whole.flatMap((statement): ColumnName[] => {
    const alteration = alterationIn(schema.catalog, statement, searchPath);
    if (alteration?.subtype !== "AT_AlterColumnType") return [];
    return [{ table: printed(alteration.table), column: alteration.name }];
  });
  const [first] = whole;
  const last = whole.at(-1);
  if (columns.length === 0 || first === undefined || last === undefined) return whole;
  const { gone, again } = await dependentsOf(columns, session, schema);
  return [...(await parsed(gone, first)), ...whole, ...(await parsed(again, last))];
}

/** How many of the statements from `from` on are about the types and defaults of columns. At least one. */
export function runLength(statements: readonly Statement[], from: number): number {
  const isPart = ({ node }: Statement): boolean => {
    const commands = listOf(asNode(node, "AlterTableStmt")?.["cmds"]);
    return (
      commands.length > 0 &&
      commands.every((command) =>
        subtypes.has(textOf(asNode(command, "AlterTableCmd")?.["subtype"])),
      )
    );
  };
  const end = statements.findIndex((statement, at) => at >= from && !isPart(statement));
  return Math.max(1, (end === -1 ? statements.length : end) - from);
}

const subtypes = new Set(["AT_AlterColumnType", "AT_ColumnDefault", "AT_DropIdentity"]);

/** Each with what has to be done for it alone. */
async function completed(
  statements: readonly Statement[],
  stage: Stage,
): Promise<readonly Statement[]> {
  const { session, searchPath, version } = stage;
  const { catalog } = stage.schema;
  const found: Statement[] = [];
  // columns that change with a key may be named by statements of their own
  const using = { ...(await conversions(statements, stage)), ...stage.hints.using };
  const done = new Set<string>();
  const settled = new Set(
    statements.flatMap((statement) => {
      const alteration = alterationIn(catalog, statement, searchPath);
      const isMade = /^AT_(ColumnDefault|DropIdentity)$/.test(alteration?.subtype ?? "");
      return alteration !== undefined && isMade ? [hintOf(alteration.table, alteration.name)] : [];
    }),
  );
  for (const statement of statements) {
    const alteration = alterationIn(catalog, statement, searchPath);
    if (alteration === undefined) {
      found.push(statement);
      continue;
    }
    if (done.has(hintOf(alteration.table, alteration.name))) continue;
    const key = await keyType(statement.text, alteration, catalog, {
      version,
      hints: { ...stage.hints, using },
      isSettled: settled.has(hintOf(alteration.table, alteration.name)),
      canRefer: (from, to) => canRefer(session, from, to),
    });
    for (const { table, column } of key?.keys ?? []) done.add(hintOf(table, column.name));
    const before = key?.statements ?? roomForIdentity(alteration, catalog);
    found.push(...(await parsed(before, statement)), ...(key === undefined ? [statement] : []));
  }
  return found;
}

/** Asked of two tables that are not kept. */
async function canRefer(session: Session, from: string, to: string): Promise<boolean> {
  try {
    await session.transaction({ access: "read write", rollback: true }, async () => {
      for (const table of [
        `CREATE TEMPORARY TABLE neon_dba_key (id ${to} PRIMARY KEY)`,
        `CREATE TEMPORARY TABLE neon_dba_reference (id ${from} REFERENCES neon_dba_key)`,
      ])
        await session.execute(table, [], { maxRows: 1, maxBytes: 1_000, complete: true });
    });
    return true;
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return false;
    throw error;
  }
}

/** What stands behind USING, by the column. */
async function conversions(
  statements: readonly Statement[],
  { schema, searchPath }: Stage,
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const statement of statements) {
    const alteration = alterationIn(schema.catalog, statement, searchPath);
    const using = alteration === undefined ? undefined : await usingOf(statement.text);
    if (alteration?.subtype === "AT_AlterColumnType" && using !== undefined)
      found[hintOf(alteration.table, alteration.name)] = using;
  }
  return found;
}

/** With the number of the statement that they are for. */
async function parsed(
  texts: readonly string[],
  { index, offset }: Statement,
): Promise<readonly Added[]> {
  const each = await Promise.all(texts.map(parseScript));
  return each
    .flat()
    .map(({ text, node, kind }) => ({ text, node, kind, index, offset, isAdded: true }));
}

interface Added extends Statement {
  readonly isAdded: true;
}

/** Of each statement that was not taken as it stands, what is done for it. */
export function meantFindings(changes: readonly Change[]): Finding[] {
  const added = changes.flatMap(({ statement }) => ("isAdded" in statement ? [statement] : []));
  return [...new Set(added.map(({ index }) => index))].map((index) => {
    const own = added.filter((statement) => statement.index === index);
    const texts = own.slice(0, MOST_SHOWN).map(({ text }) => shown(text));
    const more = own.length > MOST_SHOWN ? ` and ${own.length - MOST_SHOWN} more` : "";
    return {
      rule: "as-meant",
      level: "info",
      object: `statement ${index + 1}`,
      message: `Postgres refuses statement ${index + 1} as it stands. It is planned as this comes to: ${texts.join("; ")}${more}.`,
      evidence: "measured",
      key: `as-meant:${index + 1}`,
      statement: index + 1,
    };
  });
}

const MOST_SHOWN = 6;
