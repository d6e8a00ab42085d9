import type { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Statement } from "../../sql/parse.ts";
import { relationName } from "../../sql/object-name.ts";
import { asNode, type Fields, listOf } from "../../sql/walk.ts";
import type { Draft } from "./draft.ts";
import { remedies } from "./remedies.ts";
import type { GuessedColumn, Remedy } from "./remedy-types.ts";
import { tryInTransaction, tryStatement } from "./try-statement.ts";

/** More would be a set that belongs to a schema which is not here. */
const ROUNDS = 12;
const STATEMENTS = 5_000;
/** What is missing Postgres says before it begins to work. */
const STATEMENT_MS = 3_000;
/** Statements for which one savepoint does, as long as nothing is missing. */
const TOGETHER = 25;

/**
 * Without a target, statements on tables that the set does not make could not be executed. So they are tried in a transaction that is
 * rolled back, what Postgres misses is made as simply as it can be, and in the end all of that is made on the shadow. Returns the
 * qualified names of the tables.
 */
export async function makeStandIns(
  drafts: readonly Draft[],
  session: Session,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const made: string[] = [];
  const tables = new Set<string>();
  await session.transaction(
    { access: "read write", rollback: true, statementTimeoutMs: STATEMENT_MS },
    async () => {
      const statements = drafts
        .map(({ statement }) => statement)
        .filter(({ node }) => asNode(node, "TransactionStmt") === undefined);
      for (let from = 0; from < Math.min(statements.length, STATEMENTS); from += TOGETHER) {
        signal.throwIfAborted();
        const some = statements.slice(from, from + TOGETHER);
        if (await runTogether(session, some)) continue;
        for (const statement of some) made.push(...(await helped(session, statement, tables)));
      }
    },
  );
  for (const sql of made) await session.query(sql).catch(() => undefined);
  return tables;
}

/** Whether nothing is missed by any of them; otherwise none has run. */
async function runTogether(session: Session, statements: readonly Statement[]): Promise<boolean> {
  await session.query("savepoint neon_dba_lint_some");
  let ran = true;
  for (const statement of statements) {
    ran = (await tryStatement(session, withoutConcurrently(statement))) === undefined;
    if (!ran) break;
  }
  await session.query(`${ran ? "release" : "rollback to"} savepoint neon_dba_lint_some`);
  return ran;
}

/** What was made so that the statement succeeds, or gets further. */
async function helped(
  session: Session,
  statement: Statement,
  tables: Set<string>,
): Promise<string[]> {
  const plain = withoutConcurrently(statement);
  const made: string[] = [];
  const columns: GuessedColumn[] = [];
  const tried = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const error = await tryInTransaction(session, plain);
    if (error === undefined) return made;
    const remedy = await firstThatWorks(
      session,
      remedies(error, plain, { tables, columns }),
      tried,
    );
    if (remedy === undefined) return made;
    made.push(remedy.sql);
    if (remedy.table !== undefined) tables.add(remedy.table);
    if (remedy.column !== undefined) columns.push(remedy.column);
  }
  return made;
}

async function firstThatWorks(
  session: Session,
  candidates: readonly Remedy[],
  tried: Set<string>,
): Promise<Remedy | undefined> {
  for (const candidate of candidates) {
    if (tried.has(candidate.sql)) continue;
    tried.add(candidate.sql);
    if ((await attempt(session, candidate.sql)) === undefined) return candidate;
  }
  return undefined;
}

const attempt = (session: Session, sql: string): Promise<ToolError | undefined> =>
  tryInTransaction(session, {
    text: sql,
    node: {} as Statement["node"],
    index: 0,
    offset: 0,
    kind: "ddl",
  });

/** What would be refused in a transaction before anything is looked up, by something that looks up the same. */
function withoutConcurrently(statement: Statement): Statement {
  const relations = asNode(statement.node, "VacuumStmt")?.["rels"];
  const [first] = listOf(relations).map((each) => asNode(each, "VacuumRelation")?.["relation"]);
  const text =
    first === undefined
      ? statement.text.replace(/\bconcurrently\b/i, "")
      : `analyze ${relationName(first as Fields)}`;
  return { ...statement, text };
}
