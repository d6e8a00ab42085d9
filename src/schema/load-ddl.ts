import { ToolError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import { parseScript, type Statement } from "../sql/parse.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { textOf, walk } from "../sql/walk.ts";
import { holdRoles } from "./hold-roles.ts";

/** What of a text did not succeed, in Postgres' words. */
export interface Skipped {
  /** Which statement: `statement 3`. */
  readonly what: string;
  readonly reason: string;
}

export interface Loaded {
  /** Roles that the text makes or names. */
  readonly roles: readonly string[];
  readonly skipped: readonly Skipped[];
}

/** Its statements. Throws INVALID_SQL and INVALID_INPUT for what no Postgres has to be asked about: call it before a shadow is made. */
export async function parseDdl(ddl: string): Promise<readonly Statement[]> {
  const sql = withoutPsql(ddl);
  if (saysNothing(sql))
    throw new ToolError(
      "INVALID_INPUT",
      "There is no statement in `ddl`.",
      "Pass the DDL of the whole schema, as pg_dump --schema-only writes it, or leave `ddl` out for the database.",
    );
  return parseScript(sql);
}

/**
 * Runs the DDL of a schema, as people and pg_dump write it, on an empty throw-away database. What it says of roles that are not there is
 * made good by roles that may not log in; what still fails is told and left out. Throws INVALID_SQL for what does not parse, and
 * INVALID_INPUT where nothing succeeds. `adopt` is the shadow's, where another one on the same Postgres may have made the roles.
 */
export async function loadDdl(
  session: Session,
  ddl: string,
  signal: AbortSignal,
  adopt?: (roles: readonly string[]) => Promise<void>,
): Promise<Loaded> {
  const statements = await parseDdl(ddl);
  const roles = rolesOf(statements);
  await makeRoles(session, statements, roles);
  await adopt?.([...roles]);
  const skipped: Skipped[] = [];
  const run = async (some: readonly Statement[]): Promise<void> => {
    signal.throwIfAborted();
    const [first] = some;
    if (first === undefined || (await together(session, some))) return;
    if (some.length > 1) {
      const half = Math.ceil(some.length / 2);
      await run(some.slice(0, half));
      return run(some.slice(half));
    }
    const { text, node, index } = first;
    const error = (await refusal(session, text)) && (await asOwner(session, node, text));
    if (error !== undefined)
      skipped.push({ what: `statement ${index + 1}`, reason: error.quoted ?? error.message });
  };
  const own = statements.filter(
    ({ node }) => !("TransactionStmt" in node) && !("CreateRoleStmt" in node) && !setsTimeout(node),
  );
  for (let at = 0; at < own.length; at += TOGETHER) await run(own.slice(at, at + TOGETHER));
  await session.query("reset all");
  if (skipped.length === statements.length)
    throw new ToolError(
      "INVALID_INPUT",
      "None of the statements in `ddl` succeeds on an empty database.",
      "Pass the DDL of the whole schema, as pg_dump --schema-only writes it.",
      { quoted: skipped[0]?.reason ?? "" },
    );
  return { roles: [...roles], skipped };
}

/** pg_dump switches timeouts off, which is for the server where its text is restored. */
function setsTimeout(node: Statement["node"]): boolean {
  const set = "VariableSetStmt" in node ? node.VariableSetStmt : undefined;
  return /_timeout$/i.test(set?.name ?? "");
}

/** Statements that one round trip and one transaction take: most texts succeed, and where one fails its company is divided. */
const TOGETHER = 50;

/** Whether all of them succeeded; otherwise none has run. */
async function together(session: Session, some: readonly Statement[]): Promise<boolean> {
  if (some.length === 1) return false;
  const block = some.map(({ text }) => `execute ${quoteLiteral(text)};`).join("\n");
  try {
    await session.query(`do ${quoteLiteral(`begin ${block} end`)}`);
    return true;
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return false;
    throw error;
  }
}

/** Nothing but comments and white space. */
export const saysNothing = (ddl: string): boolean =>
  ddl.replaceAll(/\/\*[\s\S]*?\*\/|--.*$|[\s;]+/gm, "") === "";

/** Data of COPY and commands of psql are none of the schema. */
const withoutPsql = (ddl: string): string =>
  ddl
    .replaceAll(/^COPY [^;]*FROM stdin[^;\n]*;\n[\s\S]*?^\\\.$/gim, "")
    .replaceAll(/^\\[a-z!?][^\n]*$/gim, "");

function rolesOf(statements: readonly Statement[]): Set<string> {
  const roles = new Set<string>();
  for (const { node } of statements)
    walk(node, (tag, fields) => {
      if (tag === "RoleSpec" && fields["roletype"] === "ROLESPEC_CSTRING")
        roles.add(textOf(fields["rolename"]));
      if (tag === "CreateRoleStmt") roles.add(textOf(fields["role"]));
    });
  return roles;
}

/** First those that the text makes, with its words; then the others. What exists in the cluster stays as it is. */
async function makeRoles(
  session: Session,
  statements: readonly Statement[],
  roles: ReadonlySet<string>,
): Promise<void> {
  for (const { text, node } of statements)
    if ("CreateRoleStmt" in node) await refusal(session, text);
  await holdRoles(session, roles);
  for (const role of roles)
    await refusal(session, `grant ${quoteIdentifier(role)} to current_user`);
}

/** Who is to own a table has to be allowed to create in its schema at that moment. */
async function asOwner(
  session: Session,
  node: Statement["node"],
  text: string,
): Promise<ToolError | undefined> {
  const owners = new Set<string>();
  walk(node, (tag, fields) => {
    if (tag === "RoleSpec") owners.add(textOf(fields["rolename"]));
  });
  const gives = "AlterOwnerStmt" in node || /\bowner to\b/i.test(text);
  if (!gives || owners.size !== 1) return refusal(session, text);
  const [owner = ""] = owners;
  const schemas = await session.query<{ name: string }>(
    `select n.nspname as name from pg_catalog.pg_namespace n
      where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and not pg_catalog.has_schema_privilege($1, n.oid, 'CREATE')`,
    [owner],
  );
  const change = async (words: string): Promise<void> => {
    for (const { name } of schemas)
      await refusal(session, words.replace("?", quoteIdentifier(name)) + quoteIdentifier(owner));
  };
  await change("grant create on schema ? to ");
  const error = await refusal(session, text);
  await change("revoke create on schema ? from ");
  return error;
}

async function refusal(session: Session, sql: string): Promise<ToolError | undefined> {
  try {
    await session.execute(sql, [], { maxRows: 1, maxBytes: 10_000, complete: true });
    return undefined;
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return error;
    throw error;
  }
}
