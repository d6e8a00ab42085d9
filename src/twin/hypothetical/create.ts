import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { emptyFile, refillFile } from "../../embedded/twin/relation-file.ts";
import type { DataDirectory } from "../../embedded/twin/relation-file.ts";
import type { IndexStatement } from "../../sql/index-statement.ts";

/** A table's file and how many pages it has. */
export interface FileSize {
  readonly path: string;
  readonly pages: number;
}

/**
 * Runs CREATE INDEX statements in an owner's session that plans nothing, so that it knows no segment of a file but the first. The oid of
 * each index, or why Postgres refused it. While it runs, the tables have no size: to read them would take as long as they are large.
 */
export async function createIndexes(
  builder: Session,
  directory: DataDirectory,
  statements: readonly IndexStatement[],
  files: readonly FileSize[],
): Promise<(string | ToolError)[]> {
  try {
    for (const { path } of files) emptyFile(directory, path);
    return await create(
      builder,
      statements.map(({ sql }) => sql),
    );
  } finally {
    for (const { path, pages } of files) refillFile(directory, path, pages);
  }
}

/** Oids of the tables that go by these names in the session, with their partitions. */
export async function findTables(
  session: Session,
  names: readonly string[],
): Promise<{ name: string; oid: string }[]> {
  return jsonRows(
    session,
    `with recursive wanted (name, oid) as (
       select name, pg_catalog.to_regclass(name)::oid from json_array_elements_text($1::json) as name
       union
       select wanted.name, i.inhrelid from pg_catalog.pg_inherits i join wanted on wanted.oid = i.inhparent
     )
     select name, oid::text from wanted where oid is not null`,
    [JSON.stringify(names)],
  );
}

/** Locks of one transaction are limited. */
const AT_ONCE = 100;

async function create(builder: Session, statements: string[]): Promise<(string | ToolError)[]> {
  const made: (string | ToolError)[] = [];
  for (let from = 0; from < statements.length; from += AT_ONCE) {
    const some = statements.slice(from, from + AT_ONCE);
    const rows = await jsonRows<{ made: string | null }>(
      builder,
      "select made::text from pg_temp.neon_dba_create_indexes($1::json)",
      [JSON.stringify(some)],
    );
    for (const [at, row] of rows.entries())
      made.push(row.made ?? (await refusalOf(builder, some[at] ?? "")));
  }
  return made;
}

/** Each statement by itself, all in one round trip and one transaction. The index of the whole is made before those of partitions. */
const creation = `
  create or replace function pg_temp.neon_dba_create_indexes(statements json) returns table (made oid)
  language plpgsql as $$
  declare
    statement text;
    newest oid;
  begin
    for statement in select s from pg_catalog.json_array_elements_text(statements) s loop
      select pg_catalog.max(oid) into newest from pg_catalog.pg_class;
      begin
        execute statement;
        select pg_catalog.min(oid) into made from pg_catalog.pg_class where oid > newest;
      exception when others then
        made := null;
      end;
      return next;
    end loop;
  end $$`;

/** Readies a session for `createIndexes`. */
export async function prepareBuilder(session: Session): Promise<void> {
  await session.query(creation);
}

/** Why Postgres refused the statement, in the words of another try. */
async function refusalOf(builder: Session, statement: string): Promise<string | ToolError> {
  try {
    await builder.transaction({ access: "read write", rollback: true }, () =>
      builder.query(statement),
    );
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return error;
    throw error;
  }
  return new ToolError(
    "POSTGRES",
    "Postgres refused the index at first and accepts it now.",
    "Call again.",
  );
}
