import type { Finding } from "../../core/finding.ts";
import type { Question } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import { planDifferenceHere } from "../../schema/difference/plan-difference-here.ts";
import { suggestRenames } from "../../schema/difference/suggest-renames.ts";
import type { SuggestedRename } from "../../schema/difference/suggest-renames.ts";
import { readSchema } from "../../schema/read-schema.ts";
import { rolesOf } from "../../schema/access/roles.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Copies } from "./copies.ts";
import { loadSchema } from "./load-schema.ts";
import type { Hints } from "./recipe.ts";
import { unquotedParts } from "./rows.ts";

export interface Naive {
  /** DDL that leads to the wanted schema on an idle database; empty where there is nothing to do. */
  readonly sql: string;
  readonly questions: readonly Question[];
  readonly findings: readonly Finding[];
}

/**
 * The script that makes the schema of `session`'s database the one that a text of DDL describes as a whole. What looks like a rename is
 * asked for: to drop and to add loses the rows.
 */
export async function scriptFor(
  wantedDdl: string,
  session: Session,
  hints: Hints,
  copies: Copies,
  target: Session,
): Promise<Naive> {
  await using empty = await copies.empty();
  await loadSchema(empty.session, wantedDdl);
  const wanted = await readSchema(empty.session);
  const strangers = await missingRoles(target, rolesOf(wanted.catalog));
  if (strangers.length > 0)
    return { sql: "", findings: [], questions: strangers.map(roleQuestion) };
  const now = await readCatalog(session);
  const renames = quotedKeys(hints.renames);
  const open = suggestRenames(now, wanted.catalog).filter(
    ({ from }) => renames[from] === undefined,
  );
  if (open.length > 0) return { sql: "", findings: [], questions: open.map(renameQuestion) };
  const { statements, refused } = await planDifferenceHere(session, wanted, {
    using: quotedKeys(hints.using),
    renames: Object.fromEntries(Object.entries(renames).filter(([, to]) => to !== "")),
  });
  // What an application's own schema does not speak of is Neon's, or the operator's.
  const kept = statements.filter(({ sql }) => sql.startsWith("DROP EXTENSION "));
  const made = statements.filter((statement) => !kept.includes(statement));
  return {
    sql: inOneName(made.map(({ sql }) => sql)).join(";\n"),
    questions: refused.map(({ object, reason, hint }) => ({
      about: object,
      question: `${object}: ${reason}`,
      options: [],
      hint: hint ?? "Change target_schema, or write the change as sql",
    })),
    findings: kept.map(({ object }) => ({
      rule: "extension-kept",
      level: "info",
      object,
      message: `\`${object}\` is not in target_schema and stays: write DROP EXTENSION as sql to be rid of it.`,
      evidence: "rule",
      key: `extension-kept:${object}`,
    })),
  };
}

/** Roles are the cluster's, and no database's schema. */
async function missingRoles(target: Session, roles: readonly string[]): Promise<string[]> {
  const known = await target.query<{ name: string }>(
    "select rolname as name from pg_catalog.pg_roles where rolname operator(pg_catalog.=) any ($1)",
    [roles],
  );
  const names = new Set(known.map(({ name }) => name));
  return roles.filter((role) => !names.has(role));
}

const roleQuestion = (role: string): Question => ({
  about: `role ${role}`,
  question: `target_schema names role \`${role}\`, which the target does not have. Roles belong to the whole cluster, so a plan does not make them.`,
  options: [],
  hint: `CREATE ROLE ${quoteIdentifier(role)} by run_sql, or another role in target_schema`,
});

/** What is done in the name of another role is one statement, because each statement is a step of its own. */
function inOneName(statements: readonly string[]): string[] {
  const result: string[] = [];
  let own: string[] | undefined;
  for (const sql of statements) {
    if (sql.startsWith("SET ROLE ")) own = [];
    own?.push(sql);
    if (own === undefined) result.push(sql);
    else if (sql === "RESET ROLE") {
      result.push(`DO ${quoteLiteral(`BEGIN ${own.join("; ")}; END`)}`);
      own = undefined;
    }
  }
  return result;
}

function renameQuestion({ kind, from, to }: SuggestedRename): Question {
  return {
    about: from,
    question: `Is ${kind} \`${from}\` renamed to \`${to}\`, or dropped with its rows and another one made?`,
    options: [`rename to ${to}`, "drop and make another"],
    hint: `hints.renames[${JSON.stringify(from)}] = ${JSON.stringify(to)}, or "" where it is dropped`,
  };
}

/** Names as Postgres prints them, however they were written. */
const quotedKeys = (hints: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(hints).map(([name, value]) => [
      unquotedParts(name).map(quoteIdentifier).join("."),
      value,
    ]),
  );
