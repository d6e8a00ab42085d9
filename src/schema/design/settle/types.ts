import { ToolError } from "../../../core/errors.ts";
import { identifier } from "../../../core/identifier.ts";
import { nearest } from "../../../core/nearest.ts";
import type { Session } from "../../../core/session.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Model } from "../model.ts";
import type { Problem } from "../problem.ts";

/** Words of other systems for what Postgres calls otherwise. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  string: "text",
  str: "text",
  nvarchar: "text",
  longtext: "text",
  datetime: "timestamptz",
  number: "numeric",
  long: "bigint",
  tinyint: "smallint",
  double: "double precision",
  blob: "bytea",
  binary: "bytea",
  object: "jsonb",
  dict: "jsonb",
  guid: "uuid",
  serial: "bigint",
  bigserial: "bigint",
  array: "text[]",
  email: "text",
  url: "text",
};

export interface SettledTypes {
  /** What `format_type` prints, by what was written. */
  readonly types: ReadonlyMap<string, string>;
  readonly extensions: readonly string[];
  /** Those that have to be there, as tables that exist have types of them. */
  readonly given: readonly string[];
}

interface Answer extends Record<string, unknown> {
  readonly type: string | null;
  readonly pseudo: boolean | null;
}

/** Has Postgres read each type, inside a transaction; a type that an extension brings may need it created there. */
export async function settleTypes(
  session: Session,
  { entities }: Model,
  problems: Problem[],
): Promise<SettledTypes> {
  const types = new Map<string, string>();
  const extensions: string[] = [];
  const given: string[] = [];
  const wrong = new Map<string, Omit<Problem, "place">>();
  const typesOf = (exists: boolean): string[] =>
    entities
      .filter((entity) => entity.exists === exists)
      .flatMap(({ attributes }) => attributes.map(({ type }) => type));
  const known = new Set(typesOf(true));
  for (const type of new Set([...known, ...typesOf(false)])) {
    if (type === "enum") continue;
    let answer = await ask(session, type);
    if (answer.type === null) {
      const extension = await extensionOf(session, type);
      if (extension !== undefined) {
        (known.has(type) ? given : extensions).push(extension);
        answer = await ask(session, type);
      }
    }
    if (answer.type === null) wrong.set(type, await unknown(session, type, answer.error));
    else if (answer.pseudo === true)
      wrong.set(type, {
        cause: `${identifier(type)} is a pseudo-type, which no column can have`,
        cure: "Name the type of the values, as text or jsonb.",
      });
    else types.set(type, answer.type);
  }
  for (const [index, { attributes }] of entities.entries())
    for (const { type, at } of attributes) {
      const problem = wrong.get(type);
      if (problem !== undefined)
        problems.push({ place: `entities[${index}].attributes[${at}].type`, ...problem });
    }
  return { types, extensions, given };
}

async function ask(session: Session, type: string): Promise<Answer & { error?: ToolError }> {
  await session.query("savepoint type");
  try {
    const [row] = await session.query<Answer>(
      `select pg_catalog.format_type(found, pg_catalog.to_regtypemod($1)) as type,
              (select typtype = 'p' from pg_catalog.pg_type where oid = found) as pseudo
       from (select pg_catalog.to_regtype($1)::oid as found) as asked`,
      [type],
    );
    return row ?? { type: null, pseudo: null };
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
    await session.query("rollback to savepoint type");
    return { type: null, pseudo: null, error };
  }
}

/** Created, if there is one of the type's name. */
async function extensionOf(session: Session, type: string): Promise<string | undefined> {
  const name = /^[a-z_]\w*/i.exec(type.trim())?.[0].toLowerCase() ?? "";
  const found = await session.query(
    "select from pg_catalog.pg_available_extensions where name = $1 and installed_version is null",
    [name],
  );
  if (found.length === 0) return undefined;
  await session.query(`create extension ${quoteIdentifier(name)}`);
  return name;
}

async function unknown(
  session: Session,
  type: string,
  error: ToolError | undefined,
): Promise<Omit<Problem, "place">> {
  const shown = identifier(type);
  const [word = ""] = type
    .trim()
    .toLowerCase()
    .split(/[\s([]/, 1);
  const other = ELSEWHERE[word];
  if (word.endsWith("serial"))
    return {
      cause: `${shown} is no type but a column with a sequence`,
      cure: 'Write `bigint`; a key that counts is `key: "identity"`.',
    };
  if (other !== undefined)
    return { cause: `Postgres has no type ${shown}`, cure: `Write \`${other}\`.` };
  if (word === "vector")
    return {
      cause: "the embedded Postgres, which tries the design, has no extension vector",
      cure: "Point NEON_DBA_PG_BIN to a Postgres 18 that has it, or leave the attribute out and add it by plan_migration.",
    };
  const known = await session.query<{ name: string }>(
    `select pg_catalog.format_type(oid, null) as name from pg_catalog.pg_type
     where typtype in ('b', 'r', 'm') and typelem = 0 and pg_catalog.pg_type_is_visible(oid)
     union all values ('timestamptz'), ('varchar'), ('int'), ('bool'), ('char'), ('decimal')`,
  );
  const close = nearest(
    word,
    known.map(({ name }) => name),
  );
  return {
    cause:
      error === undefined
        ? `Postgres has no type ${shown}`
        : `Postgres does not read ${shown} as a type`,
    cure:
      close.length > 0
        ? `Did you mean ${close.map((name) => `\`${name}\``).join(", ")}?`
        : "Write a type of Postgres, as text, integer, numeric(12,2), timestamptz, jsonb.",
    quoted: error?.quoted,
  };
}
