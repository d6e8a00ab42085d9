import type { ToolError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { Ddl, DdlStatement } from "./ddl.ts";
import { holdRoles } from "./hold-roles.ts";
import { refusal } from "./refusal.ts";

export interface Failure {
  readonly statement: DdlStatement;
  readonly error: ToolError;
}

/**
 * Runs printed DDL on a throw-away database, each statement by itself: what fails is told, and the rest goes on. The session's
 * settings are as before afterwards.
 */
export async function applyDdl(session: Session, ddl: Ddl): Promise<Failure[]> {
  await createRoles(session, ddl);
  for (const [name, value] of Object.entries(ddl.settings))
    await session.query("select set_config($1, $2, false)", [name, value]);
  // Within the part `schema` no statement changes what a later one is run as.
  const first = ddl.statements.filter(({ part }) => part === "schema");
  const failures: Failure[] = await applyTogether(session, first);
  let asNobody = false;
  for (const statement of ddl.statements.slice(first.length)) {
    const { sql } = statement;
    // In the name of a role that nobody can take, a grant would be another grant.
    if (asNobody && sql !== "RESET ROLE") continue;
    const error = await refusal(session, sql);
    asNobody = error !== undefined && sql.startsWith("SET ROLE ");
    if (error !== undefined) failures.push({ statement, error });
  }
  for (const name of Object.keys(ddl.settings))
    await session.query(`reset ${quoteIdentifier(name)}`);
  return failures;
}

/** Those that we make, we may act as. */
async function createRoles(session: Session, { roles, actors }: Ddl): Promise<void> {
  const made = await holdRoles(session, roles);
  for (const actor of actors)
    if (made.has(actor)) await refusal(session, `grant ${quoteIdentifier(actor)} to current_user`);
}

/** Statements that one round trip and one transaction take at most: locks are limited. */
const TOGETHER = 100;

/** As if each statement ran by itself: where one fails, its company is undone and divided, until it is alone. */
async function applyTogether(
  session: Session,
  statements: readonly DdlStatement[],
): Promise<Failure[]> {
  const [statement, ...more] = statements;
  if (statement === undefined) return [];
  if (more.length === 0) {
    const error = await refusal(session, statement.sql);
    return error === undefined ? [] : [{ statement, error }];
  }
  if (statements.length <= TOGETHER && (await refusal(session, block(statements))) === undefined)
    return [];
  const half = Math.min(TOGETHER, Math.ceil(statements.length / 2));
  return [
    ...(await applyTogether(session, statements.slice(0, half))),
    ...(await applyTogether(session, statements.slice(half))),
  ];
}

const block = (statements: readonly DdlStatement[]): string =>
  `do ${quoteLiteral(`begin ${statements.map(({ sql }) => `execute ${quoteLiteral(sql)};`).join("\n")} end`)}`;
