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
import { divided, groupLength } from "./group.ts";
import { measureStatements } from "./measure.ts";
import { asMeant, runLength } from "./meant/as-meant.ts";
import { generatedColumn, Unclear, whatOfThem } from "./meant/unclear.ts";
import type { Change, Hints } from "./recipe.ts";

/** A copy of the target's schema, on which the script is run as it stands. */
export interface Stage {
  readonly session: Session;
  readonly meter: Meter;
  /** The schema there. */
  readonly schema: DatabaseSchema;
  /** In which names without a schema are looked up. */
  readonly searchPath: readonly string[];
  /** `server_version_num` of the target. */
  readonly version: number;
  readonly hints: Hints;
}

/**
 * Runs the statements in their order and says what each changed. Throws what Postgres says of one that fails, with its number. Undefined
 * where statements that were tried together changed what is not one of theirs: then they have to be tried again, `apart`.
 */
export async function readChanges(
  statements: readonly Statement[],
  stage: Stage,
  call: Progress,
  apart = false,
): Promise<readonly Change[] | undefined> {
  const { session, meter, searchPath } = stage;
  const changes: Change[] = [];
  let before = stage.schema;
  let at = 0;
  while (at < statements.length) {
    call.progress(at, `Trying statement ${at + 1}`, statements.length);
    const length = apart ? 1 : groupLength(statements, at, before.catalog, searchPath);
    const group = statements.slice(at, at + length);
    const effects = length === 1 ? undefined : await together(group, meter);
    if (effects === undefined) {
      const some = statements.slice(at, at + runLength(statements, at));
      const commands: Statement[] = [];
      for (const one of some) commands.push(...(await singles(one, session, some.length > 1)));
      for (const single of await asMeant(commands, { ...stage, schema: before })) {
        const effect = await run(single, meter, before);
        const after = changesSchema(single) ? await readSchema(session) : before;
        changes.push(changeOf(single, before, after, effect));
        before = after;
      }
      at += some.length;
      continue;
    }
    const states = divided(group, before, await readSchema(session), searchPath);
    if (states === undefined) return undefined;
    for (const [place, statement] of group.entries()) {
      const [after, effect] = [states[place], effects?.[place]];
      if (after === undefined || effect === undefined) return undefined;
      changes.push(changeOf(statement, before, after, effect));
      before = after;
    }
    at += length;
  }
  return changes;
}

const changeOf = (
  statement: Statement,
  before: DatabaseSchema,
  after: DatabaseSchema,
  effect: Effect,
): Change => ({
  statement,
  before: before.catalog,
  after: after.catalog,
  effect,
  schemas: { before, after },
});

/** In one transaction; undefined where one fails, and nothing is done. */
async function together(
  group: readonly Statement[],
  meter: Meter,
): Promise<readonly Effect[] | undefined> {
  try {
    return await meter.run(group.map(({ text }) => text));
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return undefined;
    throw error;
  }
}

/** The commands of an ALTER TABLE one by one, where the schema is the same afterwards, or neither way is one as it stands. */
async function singles(
  statement: Statement,
  session: Session,
  /** Others come before it, and the order of its commands is of no matter. */
  isLater: boolean,
): Promise<readonly Statement[]> {
  const commands = await splitCommands(statement);
  if (commands.length === 1 || isLater) return commands;
  return (await outcome(session, commands)) === (await outcome(session, [statement]))
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

const DEPENDENT_OBJECTS = "2BP01";

const IS_THERE =
  "Leave out what is there already. Where the script is a whole schema as it should be, give it as target_schema: what differs is planned.";

/** What a plan is asked for tells more of the way on than the SQLSTATE alone. */
const nextSteps: Readonly<Record<string, string>> = {
  "42804":
    "Give the conversion by USING, or in hints.using. Where the column refers to a key, alter the type of the key alone: what refers to it follows, row by row.",
  "42701": IS_THERE,
  "42710": IS_THERE,
  "42P07": IS_THERE,
};

async function run(statement: Statement, meter: Meter, before: DatabaseSchema): Promise<Effect> {
  try {
    const [effect] = await measureStatements([statement], meter);
    if (effect === undefined) throw new Error("a statement without an effect");
    return effect;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.sqlstate === DEPENDENT_OBJECTS) throw new Unclear(whatOfThem(statement, error));
    const generated = generatedColumn(statement, before, error);
    if (generated !== undefined) throw new Unclear(generated);
    const { code, message, next, sqlstate, quoted } = error;
    throw new ToolError(
      code,
      `Statement ${statement.index + 1} fails on a copy of the target's schema: ${message}`,
      nextSteps[sqlstate ?? ""] ?? next,
      {
        cause: error,
        ...(sqlstate === undefined ? {} : { sqlstate }),
        ...(quoted === undefined ? {} : { quoted }),
      },
    );
  }
}
