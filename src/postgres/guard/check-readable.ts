import type { Session } from "../../core/session.ts";
import { ToolError } from "../../core/errors.ts";
import type { Statement } from "../../sql/parse.ts";
import { readBody, type Path } from "./body.ts";
import { denial } from "./functions-denied.ts";
import { isAllowedVolatile } from "./functions-allowed.ts";
import { namesOf, type Name } from "./names.ts";
import { reach, type Reached } from "./reach.ts";
import { named, refused, WRITE_MODE } from "./refusal.ts";
import { resolve, type Candidate } from "./resolve.ts";
import { readingQuery } from "./shape.ts";

/** More functions behind one statement than this are not looked through. */
const MAX_FUNCTIONS = 500;

/**
 * Passes a statement that only reads and has no other effect; throws READ_ONLY with the reason and the way on for every
 * other. To be called inside the READ ONLY transaction in which the statement then runs: names mean what they mean there.
 * Costs nothing where the statement names nothing, one round trip where it reads tables and calls functions of Postgres,
 * and more only where it reaches views, policies, or functions of users.
 */
export async function checkReadable(statement: Statement, session: Session): Promise<void> {
  const query = readingQuery(statement.node);
  if (statement.text.includes("\\")) await requireStandardStrings(session);
  if (query === undefined) return;
  await new Check(session).names(namesOf(query), undefined);
}

class Check {
  readonly #session: Session;
  readonly #seen = new Set<number>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Judges what the names mean, in the search path of the session or in what `path` makes of it. */
  async names(names: readonly Name[], path: Path | undefined): Promise<void> {
    if (names.length === 0) return;
    const candidates = await resolve(this.#session, names, path);
    for (const candidate of candidates) judgeShipped(candidate);
    const open = candidates.filter(
      (candidate) => !candidate.shipped && !this.#seen.has(candidate.oid),
    );
    if (open.length > 0) await this.#objects(open);
  }

  async #objects(candidates: readonly Candidate[]): Promise<void> {
    for (const reached of await reach(this.#session, candidates)) {
      if (reached.kind === "foreign") throw filesBehind(reached);
      judgeShipped(reached);
      if (!reached.shipped && !this.#seen.has(reached.oid)) await this.#user(reached);
    }
  }

  async #user(reached: Reached): Promise<void> {
    this.#seen.add(reached.oid);
    if (this.#seen.size > MAX_FUNCTIONS) {
      throw refused(
        `The statement reaches more than ${MAX_FUNCTIONS} functions.`,
        "Read the tables behind them directly.",
      );
    }
    const body = await readBody(reached);
    if (body.text.includes("\\")) await requireStandardStrings(this.#session);
    await this.names([...body.queries.flatMap(namesOf), ...body.types], body.path);
  }
}

/** Judges a function of Postgres or of an extension by its name and label. */
function judgeShipped(candidate: Candidate | Reached): void {
  if (!candidate.shipped) return;
  const { schema, name } = candidate;
  const denied = denial(name);
  if (denied !== undefined) {
    throw refused(`${named(schema, name)} ${denied.why}.`, denied.next ?? WRITE_MODE);
  }
  const isFunction = "class" in candidate ? candidate.class === "f" : candidate.volatility === "v";
  if (isFunction && !isAllowedVolatile(name)) {
    throw refused(
      `${named(schema, name)} is volatile and not known to be free of effects.`,
      WRITE_MODE,
    );
  }
}

function filesBehind({ schema, name }: Reached): ToolError {
  return refused(
    `${named(schema, name)} is a foreign table over files or programs of the server.`,
    "Read a table of the database instead.",
  );
}

/** The parser here reads backslashes in strings as the standard does; a session that reads them otherwise is refused. */
async function requireStandardStrings(session: Session): Promise<void> {
  const [row] = await session.query<{ on: string }>(
    "select pg_catalog.current_setting('standard_conforming_strings') as on",
  );
  if (row?.on === "on") return;
  throw refused(
    "The statement holds a backslash, and `standard_conforming_strings` is off in this session.",
    "Pass the text as a parameter (`$1`), or set `standard_conforming_strings` to on for the role or database.",
  );
}
