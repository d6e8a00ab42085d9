import type { Finding } from "../../core/finding.ts";
import type { Question } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import { differencesButColumnOrder } from "../../schema/difference/column-order.ts";
import { planDifferenceHere } from "../../schema/difference/plan-difference-here.ts";
import { suggestRenames } from "../../schema/difference/suggest-renames.ts";
import type { SuggestedRename } from "../../schema/difference/suggest-renames.ts";
import { operatorsExtensions } from "../../schema/operators.ts";
import { readSchema } from "../../schema/read-schema.ts";
import { rolesOf } from "../../schema/access/roles.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Copies } from "./copies.ts";
import { loadSchema } from "./load-schema.ts";
import type { Hints } from "./recipe.ts";
import { roleQuestion } from "./roles.ts";
import { unquotedParts } from "./hints.ts";

export interface Naive {
  /** DDL that leads to the wanted schema on an idle database; empty where there is nothing to do. */
  readonly sql: string;
  readonly questions: readonly Question[];
  readonly findings: readonly Finding[];
  /** What the script is to lead to; undefined where questions are open. */
  readonly wanted?: Catalog;
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
  const roles = await rolesOn(target);
  await using empty = await copies.empty();
  await loadSchema(empty.session, wantedDdl);
  const wanted = await readSchema(empty.session);
  const strangers = rolesOf(wanted.catalog).filter((role) => !roles.has(role));
  if (strangers.length > 0)
    return {
      sql: "",
      findings: [],
      questions: strangers.map((role) => roleQuestion(role, "target_schema", target.target)),
    };
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
  const kept = statements.filter(({ sql }) => isOperators(sql));
  const made = statements.filter((statement) => !kept.includes(statement));
  return {
    ...(refused.length > 0 ? {} : { wanted: wanted.catalog }),
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

/** What watches or runs the server, and is in no application's own schema. */
function isOperators(sql: string): boolean {
  const [, name = ""] = /^DROP EXTENSION (\S+)$/.exec(sql) ?? [];
  return operatorsExtensions.has(name);
}

/** What the script leaves otherwise than target_schema has it, as questions: nothing is promised that was not seen. */
export function unreached({ wanted }: Naive, after: Catalog): Question[] {
  if (wanted === undefined) return [];
  const paths = new Map<string, string[]>();
  for (const { object, path } of differencesButColumnOrder(wanted, after))
    if (!operatorsExtensions.has(object.replace(/^extension /, "")))
      paths.set(object, [...(paths.get(object) ?? []), path]);
  return [...paths].map(([object, places]) => ({
    about: object,
    question: `${object} does not become what target_schema has: ${places.slice(0, 3).join(", ") || "as a whole"}`,
    options: [],
    hint: "Leave it in target_schema as it is in the database, or write the whole change as sql",
  }));
}

/** Before a copy is loaded, which may be on the same cluster: roles are the cluster's, and no database's schema. */
async function rolesOn(target: Session): Promise<ReadonlySet<string>> {
  const rows = await target.query<{ name: string }>(
    "select rolname as name from pg_catalog.pg_roles",
  );
  return new Set(rows.map(({ name }) => name));
}

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
