import type { Session } from "../../core/session.ts";

const VALIDATING = /^DEBUG: +validating foreign key constraint "(.*)"$/;

/**
 * Oids of the tables whose rows were compared because a foreign key was validated: Postgres does so by a join, which on an empty table
 * need not even begin to read.
 */
export async function validatedTables(
  session: Session,
  messages: readonly string[],
  locked: Iterable<string>,
): Promise<string[]> {
  const names = messages.flatMap((message) => VALIDATING.exec(message)?.[1] ?? []);
  if (names.length === 0) return [];
  const rows = await session.query<{ oid: string }>(
    `select distinct t.oid::pg_catalog.text as oid
     from pg_catalog.pg_constraint con
     cross join lateral (
       select p.relid::pg_catalog.oid as oid from pg_catalog.pg_partition_tree(con.confrelid) p where p.isleaf
       union all
       values (con.conrelid), (con.confrelid)) t
     join pg_catalog.pg_class c on c.oid = t.oid and c.relkind = 'r'
     where con.contype = 'f' and con.conname = any ($1::pg_catalog.name[])
       and con.conrelid = any ($2::pg_catalog.oid[]) and con.confrelid = any ($2::pg_catalog.oid[])`,
    [names, [...locked]],
  );
  return rows.map(({ oid }) => oid);
}
