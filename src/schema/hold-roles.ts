import type { Session } from "../core/session.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { refusal } from "./refusal.ts";

const UNDEFINED_OBJECT = "42704";

/**
 * Makes the roles that are not there, and keeps all of them for as long as the session's throw-away database is there. Roles belong to
 * all databases of a Postgres: whose database goes drops those that it made, unless something depends on them, and between looking and
 * the first grant nothing does. A right on the database is such a dependency. Returns the roles that were made here; what nobody may make,
 * or this session may not, is left to the statement that names it.
 */
export async function holdRoles(
  session: Session,
  roles: Iterable<string>,
): Promise<ReadonlySet<string>> {
  const made = new Set<string>();
  const grant = `grant connect on database ${quoteIdentifier(session.target.database)} to`;
  for (const role of roles)
    while (
      (await refusal(session, `${grant} ${quoteIdentifier(role)}`))?.sqlstate === UNDEFINED_OBJECT
    ) {
      const error = await refusal(session, `create role ${quoteIdentifier(role)} nologin`);
      if (error === undefined) made.add(role);
      // another database was faster: it may have gone already, too
      else if (!MADE_MEANWHILE.has(error.sqlstate ?? "")) break;
    }
  return made;
}

const MADE_MEANWHILE = new Set(["42710", "23505"]);
