import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { relationName } from "../../sql/object-name.ts";
import type { Statement } from "../../sql/parse.ts";
import { asNode, isFields, tagged } from "../../sql/walk.ts";
import type { BeforeStatement, Effect } from "./effect.ts";
import { effectOf } from "./effect-of.ts";
import { FailedStatement } from "./failed-statement.ts";
import { validatedTables } from "./foreign-keys.ts";
import { namesIn } from "./names.ts";
import { observe, type Observation } from "./observe.ts";
import { asOf, majorOf, refuseNewer } from "./older.ts";
import { disagreementOf, expectedByOid, isOptional, takenBetween } from "./compare.ts";
import { probeLocks } from "./probe.ts";
import { addRelations, asRelation, emptyRelations, type Relations } from "./relations.ts";

/** Rows of a statement are of no interest, but all of it has to run. */
export const EVERYTHING = { maxRows: 1, maxBytes: 1_000_000, complete: true } as const;

interface Options {
  readonly rollback: boolean;
  readonly postgres: number;
  /** A session that tries what is blocked. */
  readonly prober: Session | undefined;
  readonly before: BeforeStatement | undefined;
}

/** What is known between two statements. */
interface Moment {
  readonly relations: Relations;
  readonly observation: Observation;
}

/** Executes all in one transaction and says what each did. Throws `FailedStatement`. */
export async function measureTogether(
  session: Session,
  statements: readonly Statement[],
  { rollback, postgres, prober, before }: Options,
): Promise<Effect[]> {
  let index: number | undefined = 0;
  try {
    return await session.transaction({ access: "read write", rollback }, async () => {
      const effects: Effect[] = [];
      let moment = await begin(session, statements[0]);
      for (const [at, statement] of statements.entries()) {
        index = undefined;
        await before?.(at);
        index = at;
        refuseTransactionStatement(statement);
        if (postgres < majorOf(session))
          refuseNewer(statement, postgres, isPartitioned(moment, statement));
        const measured = await measure(session, moment, [statement, statements[at + 1]]);
        const { locks } = measured.effect;
        const probed = prober && (await probeLocks(prober, locks, moment.relations));
        const effect = { ...measured.effect, locks: probed ?? locks };
        effects.push(asOf(statement, effect, postgres));
        moment = measured.moment;
      }
      index = undefined;
      return effects;
    });
  } catch (error) {
    throw error instanceof ToolError ? new FailedStatement(error, index, statements.length) : error;
  } finally {
    // what Postgres said to us is not for whoever asks next
    session.notices();
  }
}

/** Whether the relation that the statement is about is. */
function isPartitioned({ relations, observation }: Moment, { node }: Statement): boolean {
  const range = tagged(node)?.[1]["relation"];
  const oid = isFields(range) ? observation.named.get(relationName(range)) : undefined;
  return oid !== undefined && relations.byOid.get(oid)?.kind === "p";
}

async function begin(session: Session, first: Statement | undefined): Promise<Moment> {
  const observation = await observe(session, "all", first === undefined ? [] : namesIn(first));
  const relations = emptyRelations();
  addRelations(relations, observation.relations);
  return { relations, observation };
}

async function measure(
  session: Session,
  { relations, observation: before }: Moment,
  [statement, next]: readonly [Statement, Statement | undefined],
): Promise<{ effect: Omit<Effect, "postgres">; moment: Moment }> {
  session.notices();
  await session.execute(statement.text, [], EVERYTHING);
  const messages = session.notices();
  const names = next === undefined ? [] : namesIn(next);
  const observation = await observe(session, renamesSchema(statement) ? "all" : "changed", names);
  const validated = await validatedTables(session, messages, observation.held.keys());
  const scanned = scannedBetween(before, observation);
  const changed = observation.relations.map(asRelation);
  const expected = expectedByOid(statement, majorOf(session), before.named);
  const taken = takenBetween(before, observation, expected);
  const effect = effectOf({
    before: relations,
    changed,
    taken,
    // the indexes of an emptied table are built from nothing
    scanned: empties(statement) ? new Set() : new Set([...scanned, ...validated]),
    waits: false,
  });
  addRelations(relations, observation.relations);
  const disagreement = disagreementOf(relations, taken, expected, isOptional(statement));
  return {
    effect: disagreement === undefined ? effect : { ...effect, disagreement },
    // of a relation that only a later statement locks, the count from before is known since the beginning
    moment: {
      relations,
      observation: { ...observation, scans: new Map([...before.scans, ...observation.scans]) },
    },
  };
}

function scannedBetween(before: Observation, after: Observation): string[] {
  return [...after.scans].flatMap(([oid, count]) =>
    count > (before.scans.get(oid) ?? 0) ? [oid] : [],
  );
}

/** All names of its relations are other ones then, and none of their rows in `pg_class`. */
function renamesSchema({ node }: Statement): boolean {
  return asNode(node, "RenameStmt")?.["renameType"] === "OBJECT_SCHEMA";
}

const empties = ({ node }: Statement): boolean => asNode(node, "TruncateStmt") !== undefined;

const SAVEPOINTS = /^TRANS_STMT_(SAVEPOINT|RELEASE|ROLLBACK_TO)$/;

/** It would end the transaction in which the statements are measured, or begin another. */
function refuseTransactionStatement({ node }: Statement): void {
  const transaction = asNode(node, "TransactionStmt");
  if (transaction === undefined || SAVEPOINTS.test(String(transaction["kind"]))) return;
  throw new ToolError(
    "INVALID_INPUT",
    "BEGIN, COMMIT and ROLLBACK have no place within the statements of one transaction.",
    "Pass the statements of each transaction by themselves, without BEGIN and COMMIT.",
  );
}
