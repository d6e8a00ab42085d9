import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { nearest } from "../core/nearest.ts";
import type { Row } from "../core/session.ts";
import { parseScript } from "../sql/parse.ts";
import { qualified, quoteIdentifier } from "../sql/quote.ts";
import { functionsOf, relationsOf, type Reference } from "../sql/references.ts";
import { isRaised, isServerError } from "./errors.ts";

/** Candidates are looked for among so many. */
const MOST = 20_000;

type Ask = <R extends Row>(sql: string, params: readonly unknown[]) => Promise<R[]>;

interface Wrong {
  readonly what: string;
  readonly meant: readonly string[];
}

/**
 * The error with `did you mean` where a name in the statement is not found and another comes near it. Asks the catalogue, so it is
 * called after the failed transaction ended; when that fails, the error stays as it is.
 */
export async function withSuggestion(error: unknown, sql: string, ask: Ask): Promise<unknown> {
  if (!(error instanceof ToolError)) return error;
  const find = FINDERS[error.sqlstate ?? ""];
  if (find === undefined) return error;
  const wrong = await find(sql, error, ask).catch(() => undefined);
  if (wrong === undefined) return error;
  const { code, message, next, sqlstate, quoted, cause } = error;
  const [which = ""] = /^Statement \d+ of \d+: /.exec(message) ?? [];
  const names = wrong.meant.map((name) => `\`${identifier(name)}\``);
  const question = names.length === 0 ? "." : `; did you mean ${names.join(" or ")}?`;
  return new ToolError(code, `${which}${wrong.what}${question}`, next, {
    cause,
    ...(sqlstate === undefined ? {} : { sqlstate }),
    ...(quoted === undefined ? {} : { quoted }),
  });
}

type Find = (sql: string, error: ToolError, ask: Ask) => Promise<Wrong | undefined>;

const FINDERS: Readonly<Record<string, Find>> = {
  "42P01": missingRelation,
  "42703": missingColumn,
  "42883": missingFunction,
};

async function missingRelation(sql: string, _: ToolError, ask: Ask): Promise<Wrong | undefined> {
  const names = (await references(sql)).map(nameOf);
  const [missing] = await ask<{ name: string }>(
    "select name from unnest($1::text[]) as n(name) where to_regclass(name) is null limit 1",
    [names],
  );
  if (missing === undefined) return undefined;
  const relations = await ask<{ schema: string; name: string }>(
    `select n.nspname::text as schema, c.relname::text as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'v', 'm', 'p', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and has_schema_privilege(n.oid, 'usage')
     limit ${MOST}`,
    [],
  );
  const candidates = relations.map(({ schema, name }) => qualified(schema, name));
  return {
    what: `Relation \`${identifier(missing.name)}\` does not exist`,
    meant: nearest(missing.name, candidates),
  };
}

async function missingColumn(sql: string, error: ToolError, ask: Ask): Promise<Wrong | undefined> {
  const column = columnAt(sql, error);
  if (column === undefined) return undefined;
  const names = (await references(sql)).map(nameOf);
  const columns = await ask<{ name: string }>(
    `select distinct a.attname::text as name
     from unnest($1::text[]) as n(name)
     join pg_attribute a on a.attrelid = to_regclass(n.name)
     where a.attnum > 0 and not a.attisdropped limit ${MOST}`,
    [names],
  );
  return {
    what: `Column \`${identifier(column)}\` does not exist`,
    meant: nearest(
      column,
      columns.map(({ name }) => name),
    ).map(quoteIdentifier),
  };
}

async function missingFunction(sql: string, _: ToolError, ask: Ask): Promise<Wrong | undefined> {
  const [statement] = await parseScript(sql);
  const called = statement === undefined ? [] : functionsOf(statement);
  const functions = await ask<{ schema: string; name: string; signature: string }>(
    `select n.nspname::text as schema, p.proname::text as name,
       format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as signature
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where has_schema_privilege(n.oid, 'usage') limit ${MOST}`,
    [],
  );
  const known = new Set(functions.map(({ name }) => name));
  const unknown = called.find(({ name }) => !known.has(name));
  if (unknown !== undefined) {
    return {
      what: `Function \`${identifier(unknown.name)}\` does not exist`,
      meant: nearest(unknown.name, known),
    };
  }
  const own = called.filter(({ name }) =>
    functions.some((each) => each.name === name && each.schema !== "pg_catalog"),
  );
  const signatures = functions.filter(
    ({ name, schema }) => schema !== "pg_catalog" && own.some((each) => each.name === name),
  );
  if (signatures.length === 0) return undefined;
  return {
    what: "The function does not take arguments of these types",
    meant: signatures.slice(0, 3).map(({ signature }) => signature),
  };
}

async function references(sql: string): Promise<Reference[]> {
  const [statement] = await parseScript(sql);
  return statement === undefined ? [] : relationsOf(statement);
}

function nameOf({ schema, name }: Reference): string {
  return schema === undefined ? quoteIdentifier(name) : qualified(schema, name);
}

/** The name at the error's position, in whatever language its message is; the message where there is no position. */
function columnAt(sql: string, { cause }: ToolError): string | undefined {
  if (!isServerError(cause) || isRaised(cause)) return undefined;
  const part = String.raw`(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\d_$]*)`;
  if (cause.position !== undefined) {
    const rest = Array.from(sql)
      .slice(Number(cause.position) - 1)
      .join("");
    const [path] = new RegExp(`^${part}(?:\\s*\\.\\s*${part})*`, "u").exec(rest) ?? [];
    const last = path === undefined ? undefined : new RegExp(`${part}$`, "u").exec(path)?.[0];
    return last?.startsWith('"') === true
      ? last.slice(1, -1).replaceAll('""', '"')
      : last?.toLowerCase();
  }
  return /column "([^"]*)"/.exec(cause.message)?.[1];
}
