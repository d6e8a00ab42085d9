import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { holdRoles } from "../../schema/hold-roles.ts";
import { parseScript } from "../../sql/parse.ts";
import type { Statement } from "../../sql/parse.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { asNode, textOf } from "../../sql/walk.ts";

/**
 * Runs the DDL of a whole schema on an empty copy. Settings are the loading session's own, transactions are of no matter, and roles belong
 * to the cluster of the copy, which has none of the target's: those that are named are made.
 */
export async function loadSchema(session: Session, ddl: string): Promise<void> {
  for (const statement of await statementsOf(ddl)) {
    if ("TransactionStmt" in statement.node) continue;
    const created = textOf(asNode(statement.node, "CreateRoleStmt")?.["role"]);
    if (created !== "" && (await hasRole(session, created))) {
      await holdRoles(session, [created]);
      continue;
    }
    await run(session, statement);
    if (created !== "") await join(session, created);
  }
  // A script may have left it in the name of another.
  await session.query("reset role");
}

/** A schema without anything in it is one, too. */
async function statementsOf(ddl: string): Promise<readonly Statement[]> {
  const isEmpty = ddl.replaceAll(/--.*$/gm, "").replaceAll(/[\s;]+/g, "") === "";
  return isEmpty ? [] : await parseScript(ddl);
}

async function run(session: Session, statement: Statement): Promise<void> {
  const made = new Set<string>();
  for (;;)
    try {
      await session.execute(statement.text, [], { maxRows: 1, maxBytes: 10_000, complete: true });
      return;
    } catch (error) {
      if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
      const role = missingRole(error);
      if (role === undefined || made.has(role)) throw failed(statement, error);
      made.add(role);
      await holdRoles(session, [role]);
      await join(session, role);
    }
}

function missingRole({ sqlstate, quoted }: ToolError): string | undefined {
  if (sqlstate !== UNDEFINED_OBJECT) return undefined;
  return /^role "(.*)" does not exist/.exec(quoted ?? "")?.[1]?.replaceAll('""', '"');
}

const UNDEFINED_OBJECT = "42704";

async function hasRole(session: Session, role: string): Promise<boolean> {
  const [row] = await session.query(
    "select from pg_catalog.pg_roles where rolname operator(pg_catalog.=) $1",
    [role],
  );
  return row !== undefined;
}

/** What a role is to own has to be given to it by a member. */
async function join(session: Session, role: string): Promise<void> {
  try {
    await session.query(`grant ${quoteIdentifier(role)} to current_user`);
  } catch (error) {
    // who made it is a member, or another copy's session made it
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
  }
}

function failed({ index }: Statement, error: ToolError): ToolError {
  const { code, message, next, sqlstate, quoted } = error;
  return new ToolError(
    code,
    `Statement ${index + 1} of target_schema fails on an empty database: ${message}`,
    next,
    {
      cause: error,
      ...(sqlstate === undefined ? {} : { sqlstate }),
      ...(quoted === undefined ? {} : { quoted }),
    },
  );
}
