import type { LockMode } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { lockMode } from "./lock-mode.ts";
import { relationRows, type RelationRow } from "./relations.ts";

/** What this transaction has done so far. Oids are text. */
export interface Observation {
  /** Modes that it holds on each relation. */
  readonly held: ReadonlyMap<string, ReadonlySet<LockMode>>;
  /** How often it began to read each relation from its beginning; also an empty one. */
  readonly scans: ReadonlyMap<string, number>;
  /** Relations of which it wrote the row in `pg_class`, or all of them. */
  readonly relations: readonly RelationRow[];
  /** Names that were asked for, and what has them. */
  readonly named: ReadonlyMap<string, string>;
}

interface Observed extends Record<string, unknown> {
  readonly locks: readonly (readonly [string, string])[] | null;
  readonly scans: readonly (readonly [string, number])[] | null;
  readonly relations: readonly RelationRow[] | null;
  readonly named: readonly (readonly [string, string])[] | null;
}

/** Locks of this session on what is not Postgres's own: oids of users begin at 16384 (`FirstNormalObjectId`). */
const LOCKS = `
  select l.relation, l.mode from pg_catalog.pg_locks l
  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.relation >= 16384::pg_catalog.oid`;

/** Statistics of a transaction may still count what an earlier one did, so only differences mean something. */
const scansOf = (oids: string): string => `
  select pg_catalog.json_agg(pg_catalog.json_build_array(s.oid::pg_catalog.text, s.scans))
  from (select c.oid, pg_catalog.pg_stat_get_xact_numscans(c.oid) as scans
        from pg_catalog.pg_class c where c.relkind in ('r', 'm', 't') and ${oids}) s
  where s.scans > 0`;

const query = (which: "all" | "changed"): string => `
  with locks as materialized (${LOCKS})
  select pg_catalog.set_config('client_min_messages', 'debug1', true) as messages,
    (select pg_catalog.json_agg(pg_catalog.json_build_array(relation::pg_catalog.text, mode)) from locks) as locks,
    (${scansOf(which === "all" ? "true" : "c.oid in (select relation from locks)")}) as scans,
    (${relationRows(which)}) as relations,
    (select pg_catalog.json_agg(pg_catalog.json_build_array(n.name, pg_catalog.to_regclass(n.name)::pg_catalog.oid::pg_catalog.text))
     from pg_catalog.json_array_elements_text($1::pg_catalog.json) as n(name)
     where pg_catalog.to_regclass(n.name) is not null) as named`;

const QUERIES = { all: query("all"), changed: query("changed") };

/** Within a transaction. `names` are resolved by the search path as it is now. Postgres tells the session its DEBUG1 messages from here on. */
export async function observe(
  session: Session,
  which: "all" | "changed",
  names: readonly string[],
): Promise<Observation> {
  // as text, because for an array Postgres would be asked first which type it expects
  const [row] = await session.query<Observed>(QUERIES[which], [JSON.stringify(names)]);
  const held = new Map<string, Set<LockMode>>();
  for (const [oid, mode] of row?.locks ?? []) {
    const modes = held.get(oid) ?? new Set();
    held.set(oid, modes.add(lockMode(mode)));
  }
  return {
    held,
    scans: new Map(row?.scans ?? []),
    relations: row?.relations ?? [],
    named: new Map(row?.named ?? []),
  };
}
