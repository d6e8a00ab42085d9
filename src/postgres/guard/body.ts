import { parseRaw, SyntaxRefusal, TooDeep } from "../../sql/library.ts";
import { readPlpgsql } from "../../sql/plpgsql.ts";
import { ToolError } from "../../core/errors.ts";
import { namesOf, type Name } from "./names.ts";
import type { Reached } from "./reach.ts";
import { named, refused, WRITE_MODE } from "./refusal.ts";
import { readingQuery } from "./shape.ts";

/** What a function of a user runs that is still to be looked up. */
export interface Body {
  readonly text: string;
  readonly names: readonly Name[];
  /** Its own `SET search_path`, or the session's with the owner's schema when he defines the rights; undefined as the session's. */
  readonly path: Path | undefined;
}

/** Makes of the session's schemas those in which a body looks for names. */
export type Path = (session: readonly string[]) => readonly string[];

/** INSERT, UPDATE, DELETE, MERGE and utility commands in a stored tree. */
const WRITES = /:commandType [2-6]/;

/**
 * The queries in the body of a function, which all read. Throws READ_ONLY when it writes, runs SQL that it puts together, or
 * cannot be read; a function in another language passes by its label.
 */
export async function readBody(reached: Reached): Promise<Body> {
  const path = pathOf(reached);
  if (reached.aggregate) return { text: "", names: [], path };
  refuseOddStrings(reached);
  if (reached.body !== null) {
    if (WRITES.test(reached.body)) throw refused(`${title(reached)} writes.`, WRITE_MODE);
    return { text: "", names: [], path };
  }
  if (reached.language !== "sql" && reached.language !== "plpgsql") {
    return byLabel(reached, path);
  }
  const { fragments, types } = await fragmentsOf(reached);
  const queries = (await Promise.all(fragments.map((sql) => queriesOf(reached, sql)))).flat();
  return { text: reached.source, names: [...queries.flatMap(namesOf), ...types], path };
}

function byLabel(reached: Reached, path: Path | undefined): Body {
  if (reached.volatility !== "v") return { text: "", names: [], path };
  throw refused(
    `${title(reached)} is written in ${reached.language} and labelled VOLATILE, so it may do anything.`,
    "If it only reads, have its owner label it STABLE (`ALTER FUNCTION ... STABLE`).",
  );
}

async function fragmentsOf(
  reached: Reached,
): Promise<{ fragments: readonly string[]; types: readonly Name[] }> {
  if (reached.language === "sql") return { fragments: [reached.source], types: [] };
  const body = await readPlpgsql(reached.definition ?? "").catch((error: unknown) => {
    throw unreadable(reached, error);
  });
  if (body.dynamic)
    throw refused(`${title(reached)} runs SQL that it puts together (EXECUTE).`, WRITE_MODE);
  if (body.control)
    throw refused(`${title(reached)} calls procedures or ends transactions.`, WRITE_MODE);
  return { fragments: body.fragments, types: body.types.flatMap(typeNames) };
}

async function queriesOf(reached: Reached, sql: string): Promise<unknown[]> {
  const statements = await parseRaw(sql).catch((error: unknown) => {
    throw unreadable(reached, error);
  });
  return statements.map(({ stmt }) => {
    try {
      return readingQuery(stmt);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const what = error.message.replace(/^The statement uses ([^;]*);.*$/s, "$1");
      throw refused(`${title(reached)} does not only read: it uses ${what}.`, WRITE_MODE);
    }
  });
}

/** A body that reads backslashes otherwise than the parser here cannot be checked. */
function refuseOddStrings(reached: Reached): void {
  const odd = reached.settings?.some((setting) => /^standard_conforming_strings=/i.test(setting));
  if (odd) throw refused(`${title(reached)} changes how strings are read.`, WRITE_MODE);
}

function unreadable(reached: Reached, error: unknown): unknown {
  if (!(error instanceof SyntaxRefusal) && !(error instanceof TooDeep)) return error;
  return refused(`The body of ${title(reached)} cannot be checked.`, WRITE_MODE);
}

/** What a declared type may name: the type without modifiers and brackets, or the table of `table.column%TYPE`. */
function typeNames(type: string): Name[] {
  const plain = type.replace(/%(row)?type$/i, "").replace(/[([].*$/, "");
  return plain.split(".").flatMap((part) => {
    const name = part.trim().replaceAll('"', "");
    const anywhere = { schema: null, name, args: -1 };
    return [
      { kind: "t", ...anywhere },
      { kind: "r", ...anywhere },
    ];
  });
}

/** Where a body looks for names when that is not the session's search path. `$user` stands for the owner. */
function pathOf({ settings, definer, owner }: Reached): Path | undefined {
  const setting = settings?.find((item) => item.startsWith("search_path="));
  if (setting === undefined) return definer ? (session) => [...session, owner] : undefined;
  const schemas = setting
    .slice("search_path=".length)
    .split(",")
    .map((part) =>
      part
        .trim()
        .replace(/^"(.*)"$/s, "$1")
        .replaceAll('""', '"'),
    )
    .map((part) => (part === "$user" ? owner : part));
  return (session) => [
    "pg_catalog",
    ...session.filter((schema) => schema.startsWith("pg_temp")),
    ...schemas,
  ];
}

const title = ({ schema, name }: Reached): string => `Function ${named(schema, name)}`;
