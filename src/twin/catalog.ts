import type { Session } from "../core/session.ts";
import { runPlanned } from "./planned.ts";
import type { Routine } from "./planned.ts";

/**
 * What only the superuser can do on a twin. Oids go as text: an array of other values would ask Postgres for its type first, by a
 * message more.
 */
const literal = (oids: readonly string[]): string => `{${oids.join()}}`;

/**
 * `pg_buffercache_evict_relation` of the extension that comes with Postgres 18, without the rest of it: indexes of most access methods
 * are built in buffers, and what lies in a buffer is not read from the file.
 */
export async function prepareCatalog(superuser: Session): Promise<void> {
  await superuser.query(`create function pg_catalog.neon_dba_evict(regclass, out int, out int, out int)
    language c strict as '$libdir/pg_buffercache', 'pg_buffercache_evict_relation'`);
  await superuser.query("revoke all on function pg_catalog.neon_dba_evict from public");
}

/** Writes back and forgets what the buffers hold of these relations. */
export async function evict(superuser: Session, oids: readonly string[]): Promise<void> {
  await superuser.query(
    "select pg_catalog.neon_dba_evict(oid::regclass) from unnest($1::oid[]) oid",
    [literal(oids)],
  );
}

/** Has every session read these relations' catalogue rows, sizes and metapages again with its next statement. */
export async function invalidate(superuser: Session, oids: readonly string[]): Promise<void> {
  await superuser.query(
    "update pg_catalog.pg_class set relhasindex = relhasindex where oid = any ($1::oid[])",
    [literal(oids)],
  );
}

/** Sets what the planner divides to know how full an index's pages are, which invalidates, and forgets what the buffers hold of them. */
export async function evictAndSet(
  superuser: Session,
  figures: ReadonlyMap<string, { readonly pages: number; readonly tuples: number }>,
): Promise<void> {
  const rows = Array.from(figures, ([oid, { pages, tuples }]) => ({
    oid,
    // a block number is unsigned
    pages: pages | 0,
    tuples,
  }));
  await runPlanned(superuser, evictionAndFigures, JSON.stringify(rows));
}

const evictionAndFigures: Routine = {
  name: "neon_dba_evict_and_set",
  body: `begin
    with f as materialized (
      select oid, pages, tuples, pg_catalog.neon_dba_evict(oid::regclass) is null as evicted
        from json_to_recordset($1::json) as f(oid oid, pages int, tuples real)
    )
    update pg_catalog.pg_class c set relpages = f.pages, reltuples = f.tuples
      from f where c.oid = f.oid and f.evicted is not null;
    return null;
  end`,
};

/**
 * Which indexes the planner sees: an invalid one it passes over. Only the index itself is invalidated in other sessions, before their
 * next statement; about 0.3 ms, where making and dropping takes milliseconds.
 */
export async function setVisible(
  superuser: Session,
  visible: readonly string[],
  invisible: readonly string[],
): Promise<void> {
  await superuser.query(
    `update pg_catalog.pg_index set indisvalid = (indexrelid = any ($1::oid[]))
      where indexrelid = any ($1::oid[] || $2::oid[])`,
    [literal(visible), literal(invisible)],
  );
}
