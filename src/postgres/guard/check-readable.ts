import { identifier } from "../../core/identifier.ts";
import type { Session } from "../../core/session.ts";
import type { ToolError } from "../../core/errors.ts";
import type { Statement } from "../../sql/parse.ts";
import { readBody, type Path } from "./body.ts";
import { denial } from "./functions-denied.ts";
import { isAllowedVolatile } from "./functions-allowed.ts";
import { Inquiry } from "./inquiry.ts";
import { namesOf, type Name } from "./names.ts";
import { Reach } from "./reach.ts";
import { named, refused, WRITE_MODE } from "./refusal.ts";
import { resolve, type Candidate } from "./resolve.ts";
import { readingQuery } from "./shape.ts";

/** More functions behind one statement than this are not looked through. */
const MAX_FUNCTIONS = 500;

/**
 * Passes a statement that only reads and has no other effect; throws READ_ONLY with the reason and the way on for every
 * other. To be called inside the READ ONLY transaction in which the statement then runs: names mean what they mean there.
 * Costs nothing where the statement names nothing, one round trip where it reads tables and calls functions of Postgres,
 * and more only where it reaches views, policies, or functions of users. When a statement of the same names passed before, none: what
 * the catalog answered then is compared with what it answers now, in the transaction and in one flush with the statement.
 */
export async function checkReadable(statement: Statement, session: Session): Promise<void> {
  const names = namesReached(statement);
  const strings = statement.text.includes("\\");
  if (names.length === 0 && !strings) return;
  const key = `readable ${strings} ${JSON.stringify(names)}`;
  if (session.assume(key)) return;
  const inquiry = new Inquiry(session);
  if (strings) await requireStandardStrings(inquiry);
  await new Check(inquiry).names(names, undefined);
  session.remember(key, inquiry.assertion);
}

/** What a parse tree names depends on nothing else, so it is found once for each tree. */
const reached = new WeakMap<Statement, readonly Name[]>();

function namesReached(statement: Statement): readonly Name[] {
  const known = reached.get(statement);
  if (known !== undefined) return known;
  const query = readingQuery(statement.node);
  const names = query === undefined ? [] : namesOf(query);
  reached.set(statement, names);
  return names;
}

class Check {
  readonly #inquiry: Inquiry;
  readonly #reach: Reach;
  #functions = 0;

  constructor(inquiry: Inquiry) {
    this.#inquiry = inquiry;
    this.#reach = new Reach(inquiry);
  }

  /** Judges what the names mean, in the search path of the session or in what `path` makes of it. */
  async names(names: readonly Name[], path: Path | undefined): Promise<void> {
    if (names.length === 0) return;
    const candidates = await resolve(this.#inquiry, names, path);
    for (const candidate of candidates) if (candidate.shipped) judgeShipped(candidate);
    await this.#objects(candidates.filter(({ shipped }) => !shipped));
  }

  async #objects(candidates: readonly Candidate[]): Promise<void> {
    if (candidates.length === 0) return;
    const { functions, files } = await this.#reach.from(candidates);
    for (const table of files) throw overFiles(table);
    const users = functions.filter(({ shipped }) => !shipped);
    for (const reached of functions) if (reached.shipped) judgeShipped(reached);
    this.#functions += users.length;
    if (this.#functions > MAX_FUNCTIONS) throw tooMany();
    const bodies = await Promise.all(users.map(readBody));
    if (bodies.some(({ text }) => text.includes("\\"))) await requireStandardStrings(this.#inquiry);
    for (const path of new Set(bodies.map((body) => body.path))) {
      const here = bodies.filter((body) => body.path === path);
      await this.names(
        here.flatMap(({ names }) => names),
        path,
      );
    }
  }
}

/** Judges a function of Postgres or of an extension that is volatile or denied, by its name. */
function judgeShipped({ schema, name }: { schema: string; name: string }): void {
  const denied = denial(name);
  if (denied !== undefined) {
    throw refused(`${named(schema, name)} ${denied.why}.`, denied.next ?? WRITE_MODE);
  }
  if (isAllowedVolatile(name)) return;
  throw refused(
    `${named(schema, name)} is volatile and not known to be free of effects.`,
    WRITE_MODE,
  );
}

function overFiles(table: string): ToolError {
  return refused(
    `\`${identifier(table)}\` is a foreign table over files or programs of the server.`,
    "Read a table of the database instead.",
  );
}

function tooMany(): ToolError {
  return refused(
    `The statement reaches more than ${MAX_FUNCTIONS} functions.`,
    "Read the tables behind them directly.",
  );
}

/** The parser here reads backslashes in strings as the standard does; a session that reads them otherwise is refused. */
async function requireStandardStrings(inquiry: Inquiry): Promise<void> {
  const [row] = await inquiry.query<{ on: string }>(
    "select 's' as kind, pg_catalog.current_setting('standard_conforming_strings') as on",
  );
  if (row?.on === "on") return;
  throw refused(
    "The statement holds a backslash, and `standard_conforming_strings` is off in this session.",
    "Pass the text as a parameter (`$1`), or set `standard_conforming_strings` to on for the role or database.",
  );
}
