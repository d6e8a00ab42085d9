import type { Session } from "../core/session.ts";
import type { DdlStatement } from "../schema/ddl.ts";
import { quoteIdentifier } from "../sql/quote.ts";

/** Reaching files, pages and other servers is nothing that planning needs. */
const REFUSED = [
  "adminpack",
  "dblink",
  "file_fdw",
  "pageinspect",
  "pg_surgery",
  "postgres_fdw",
  "plperlu",
  "plpython3u",
  "pltclu",
];

/** The original's version may not be here, and the planner does not ask for it. */
export const withoutVersion = (statement: DdlStatement): DdlStatement =>
  statement.object.startsWith("extension ")
    ? { ...statement, sql: statement.sql.replace(/ VERSION \S+$/, "") }
    : statement;

/** Creates the extensions among these statements that their owner may not create, where they are installed. */
export async function createExtensions(
  superuser: Session,
  statements: readonly DdlStatement[],
): Promise<void> {
  const untrusted = await superuser.query<{ name: string }>(
    `select e.name from pg_catalog.pg_available_extensions e
       join pg_catalog.pg_available_extension_versions v on v.name = e.name and v.version = e.default_version
      where v.superuser and not v.trusted and not v.installed and e.name <> all ($1)`,
    [REFUSED],
  );
  const names = new Set(untrusted.map(({ name }) => `extension ${quoteIdentifier(name)}`));
  for (const { object, sql } of statements)
    if (names.has(object) && sql.startsWith("CREATE EXTENSION "))
      // What fails here fails again in the owner's name, and is told then.
      await superuser.query(sql).catch(() => {});
}
