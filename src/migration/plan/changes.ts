import { ToolError } from "../../core/errors.ts";
import type { Progress } from "../../core/neon.ts";
import type { Session } from "../../core/session.ts";
import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import { readCatalogHere } from "../../postgres/catalog/read-catalog.ts";
import { readSchema } from "../../schema/read-schema.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import type { Statement } from "../../sql/parse.ts";
import { tagged } from "../../sql/walk.ts";
import type { Effect, Meter } from "../effects/effect.ts";
import { splitCommands } from "./alter-commands.ts";
import { measureStatements } from "./measure.ts";
import type { Change } from "./recipe.ts";

/** A copy of the target's schema, on which the script is run as it stands. */
export interface Stage {
  readonly session: Session;
  readonly meter: Meter;
  /** The schema there. */
  readonly schema: DatabaseSchema;
}

/** Runs the statements in their order and says what each changed. Throws what Postgres says of one that fails, with its number. */
export async function readChanges(
  statements: readonly Statement[],
  { session, meter, schema }: Stage,
  call: Progress,
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  let before = schema;
  for (const [at, statement] of statements.entries()) {
    call.progress(at, `Trying statement ${at + 1}`, statements.length);
    for (const single of await singles(statement, session)) {
      const effect = await run(single, meter);
      const after = changesSchema(single) ? await readSchema(session) : before;
      changes.push({
        statement: single,
        before: before.catalog,
        after: after.catalog,
        effect,
        schemas: { before, after },
      });
      before = after;
    }
  }
  return changes;
}

/** The commands of an ALTER TABLE one by one, where the schema is the same afterwards. */
async function singles(statement: Statement, session: Session): Promise<readonly Statement[]> {
  const commands = await splitCommands(statement);
  if (commands.length === 1) return commands;
  const alone = await outcome(session, commands);
  return alone !== undefined && alone === (await outcome(session, [statement]))
    ? commands
    : [statement];
}

/** Fingerprint of the schema as the statements would leave it; undefined where one fails. */
async function outcome(
  session: Session,
  statements: readonly Statement[],
): Promise<string | undefined> {
  try {
    return await session.transaction({ access: "read write", rollback: true }, async () => {
      for (const { text } of statements)
        await session.execute(text, [], { maxRows: 1, maxBytes: 1_000, complete: true });
      return fingerprint(await readCatalogHere(session));
    });
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return undefined;
    throw error;
  }
}

/** Statements on rows leave the schema alone, unless what they call does not. */
function changesSchema({ node, kind }: Statement): boolean {
  const [tag] = tagged(node) ?? [""];
  return !(kind === "write" && /^(Insert|Update|Delete|Merge|Truncate)Stmt$/.test(tag));
}

async function run(statement: Statement, meter: Meter): Promise<Effect> {
  try {
    const [effect] = await measureStatements([statement], meter);
    if (effect === undefined) throw new Error("a statement without an effect");
    return effect;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const { code, message, next, sqlstate, quoted } = error;
    throw new ToolError(
      code,
      `Statement ${statement.index + 1} fails on a copy of the target's schema: ${message}`,
      next,
      {
        cause: error,
        ...(sqlstate === undefined ? {} : { sqlstate }),
        ...(quoted === undefined ? {} : { quoted }),
      },
    );
  }
}
