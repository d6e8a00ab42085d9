import type { Finding } from "../../core/finding.ts";
import { identifier } from "../../core/identifier.ts";
import type { Question } from "../../core/migration.ts";
import { newRoleCall } from "../../core/new-role.ts";
import type { Session } from "../../core/session.ts";
import type { Target } from "../../core/target.ts";
import type { Ddl } from "../../schema/ddl.ts";
import { parseScript } from "../../sql/parse.ts";
import type { Statement } from "../../sql/parse.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { rolesNamed, textsIn } from "../../sql/roles.ts";
import { asNode, textOf } from "../../sql/walk.ts";
import { innerStatements } from "../lint/bodies.ts";
import type { Script } from "./script.ts";

/**
 * Roles of the target that have to be on a copy beside those that its schema names; the target's role is a member of the `actors`, and
 * may give them what it owns.
 */
export type CopiedRoles = Pick<Ddl, "roles" | "actors">;

/** The roles of the target that statements speak of, bodies of DO included. Built-in ones are everywhere. */
async function rolesFor(session: Session, statements: readonly Statement[]): Promise<CopiedRoles> {
  const all = [...statements, ...(await inside(statements))];
  const names = new Set(all.flatMap((one) => [...rolesNamed(one), ...textsIn(one)]));
  const rows = await session.query<{ name: string; member: boolean }>(
    `select rolname as name, pg_catalog.pg_has_role(oid, 'MEMBER') as member
     from pg_catalog.pg_roles
     where rolname operator(pg_catalog.=) any ($1) and rolname operator(pg_catalog.!~) '^pg_'
     order by rolname`,
    [[...names]],
  );
  return {
    roles: rows.map(({ name }) => name),
    actors: rows.flatMap(({ name, member }) => (member ? [name] : [])),
  };
}

/** The same for texts of SQL; one that cannot be read names none. */
export async function rolesForTexts(
  session: Session,
  texts: readonly string[],
): Promise<CopiedRoles> {
  const read = await Promise.all(texts.map((text) => parseScript(text).catch(() => [])));
  return rolesFor(session, read.flat());
}

/** Without the blocks that only make a role that is there. */
interface ScriptRoles extends Script {
  readonly questions: readonly Question[];
}

/**
 * Holds a script against the roles of the target. Roles belong to the whole cluster, so a plan neither makes them nor takes them back: one
 * that is missing is asked for, whether a statement names it or a DO block would make it.
 */
export async function settleRoles(
  { statements, findings }: Script,
  session: Session,
): Promise<ScriptRoles> {
  const { roles } = await rolesFor(session, statements);
  const missing = new Set<string>();
  const left: Statement[] = [];
  const found: Finding[] = [];
  const there = (role: string): boolean => roles.includes(role) || role.startsWith("pg_");
  for (const statement of statements) {
    const inner = await inside([statement]);
    const made = inner.flatMap(createdRole);
    for (const role of [...rolesNamed(statement), ...made]) if (!there(role)) missing.add(role);
    if (made.length > 0 && made.length === inner.length && made.every(there))
      found.push(madeAlready(statement, made));
    else left.push(statement);
  }
  const questions = [...missing].map((role) => roleQuestion(role, "The script", session.target));
  return { statements: left, findings: [...findings, ...found], questions };
}

/** `by` is what names the role. */
export const roleQuestion = (role: string, by: string, target: Target): Question => ({
  about: `role ${role}`,
  question: `${by} names role \`${role}\`, which the target does not have. Roles belong to the whole cluster, so a plan does not make them.`,
  options: [],
  hint: `${newRoleCall(role, target)} for one that logs in, or CREATE ROLE ${quoteIdentifier(role)} by run_sql; then plan_migration again`,
});

const madeAlready = ({ index }: Statement, roles: readonly string[]): Finding => ({
  rule: "left-out",
  level: "info",
  object: `statement ${index + 1}`,
  message: `The block is left out: role ${roles.map((role) => `\`${identifier(role)}\``).join(", ")} is there.`,
  evidence: "measured",
  key: `left-out:${index + 1}`,
  statement: index + 1,
});

const createdRole = ({ node }: Statement): string[] => {
  const role = textOf(asNode(node, "CreateRoleStmt")?.["role"]);
  return role === "" ? [] : [role];
};

/** Bodies of functions run at another time. */
async function inside(statements: readonly Statement[]): Promise<Statement[]> {
  const blocks = statements.filter(({ node }) => asNode(node, "DoStmt") !== undefined);
  const inner = await Promise.all(blocks.map(innerStatements));
  return inner.flat().flatMap(({ statement }) => statement);
}
