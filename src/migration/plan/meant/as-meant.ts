import type { Session } from "../../../core/session.ts";
import type { DatabaseSchema } from "../../../schema/read-schema.ts";
import { parseScript } from "../../../sql/parse.ts";
import type { Statement } from "../../../sql/parse.ts";
import { asNode, listOf, textOf } from "../../../sql/walk.ts";
import { alterationIn, printed } from "../alteration.ts";
import { dependentsOf } from "./dependents.ts";
import type { ColumnName } from "./dependents.ts";
import { roomForIdentity } from "./identity.ts";
import { uuidKey } from "./uuid-key.ts";
import type { Wishes } from "./uuid-key.ts";

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
  const whole: Statement[] = [];
  for (const statement of statements) whole.push(...(await completed(statement, stage)));
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

async function completed(statement: Statement, stage: Stage): Promise<readonly Statement[]> {
  const alteration = alterationIn(stage.schema.catalog, statement, stage.searchPath);
  if (alteration === undefined) return [statement];
  const { catalog } = stage.schema;
  const uuids = await uuidKey(statement.text, alteration, catalog, stage);
  if (uuids !== undefined) return parsed(uuids, statement);
  return [...(await parsed(roomForIdentity(alteration, catalog), statement)), statement];
}

/** With the number of the statement that they are for. */
async function parsed(
  texts: readonly string[],
  { index, offset }: Statement,
): Promise<readonly Statement[]> {
  const each = await Promise.all(texts.map(parseScript));
  return each.flat().map(({ text, node, kind }) => ({ text, node, kind, index, offset }));
}
