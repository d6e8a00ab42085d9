import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { ownObject, userSchema } from "../../postgres/catalog/read/scope.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { nameOf } from "../engine/names.ts";
import type { ColumnFacts, TableFacts } from "./schema.ts";

interface TableRow extends Omit<
  TableFacts,
  "columns" | "lastVacuum" | "lastAnalyze" | "idealBytes"
> {
  readonly name: string;
  readonly last_vacuum: string | null;
  readonly last_analyze: string | null;
}

const own = `${userSchema("n")} and ${ownObject("pg_class", "c.oid")}`;

const tables = `
  select format('%I.%I', n.nspname, c.relname) as name, c.reltuples::float8 as rows,
         case when c.relkind = 'p' then 0 else pg_relation_size(c.oid) end as bytes,
         coalesce(s.n_tup_ins, 0) as inserted, coalesce(s.n_tup_upd, 0) as updated, coalesce(s.n_tup_del, 0) as deleted,
         coalesce(s.n_tup_hot_upd, 0) as "hotUpdated", coalesce(s.n_dead_tup, 0) as dead,
         coalesce(s.n_mod_since_analyze, 0) as modified,
         coalesce(s.seq_scan, 0) + coalesce(s.idx_scan, 0) as scans, coalesce(s.idx_scan, 0) as "indexScans",
         greatest(s.last_vacuum, s.last_autovacuum) as last_vacuum, greatest(s.last_analyze, s.last_autoanalyze) as last_analyze,
         case when c.relkind = 'p' then 0 else age(c.relfrozenxid) end as age
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_stat_all_tables s on s.relid = c.oid
   where c.relkind in ('r', 'p', 'm') and ${own}`;

interface ColumnRow extends ColumnFacts {
  readonly table: string;
  readonly column: string;
}

const columns = `
  select format('%I.%I', n.nspname, c.relname) as "table", s.attname as "column", s.null_frac::float8 as "nullFraction",
         s.n_distinct::float8 as distinct, s.avg_width as "averageBytes", s.correlation::float8 as correlation,
         coalesce(s.most_common_freqs[1], 0)::float8 as commonest
    from pg_stats s
    join pg_namespace n on n.nspname = s.schemaname
    join pg_class c on c.relnamespace = n.oid and c.relname = s.tablename
   where c.relkind in ('r', 'p', 'm') and s.inherited = (c.relkind = 'p') and ${userSchema("n")}`;

const since = `
  select coalesce(
    (select stats_reset from pg_stat_database where datname = current_database()),
    (select stats_reset from pg_stat_bgwriter)) as since, now() as now`;

/** Since when the cumulative statistics count, and what time it is. A crash forgets them, and the second date tells of that. */
export async function readTimes(
  session: Session,
): Promise<{ readonly since: string | null; readonly now: string }> {
  const [row] = await jsonRows<{ readonly since: string | null; readonly now: string }>(
    session,
    since,
  );
  return row ?? { since: null, now: new Date().toISOString() };
}

/** What Postgres has counted of tables and materialized views, and what ANALYZE knows of their columns. */
export async function readTableFacts(
  session: Session,
  catalog: Catalog,
): Promise<Map<string, TableFacts>> {
  const known = new Map<string, Map<string, ColumnFacts>>();
  for (const { table, column, ...facts } of await jsonRows<ColumnRow>(session, columns))
    known.set(table, (known.get(table) ?? new Map<string, ColumnFacts>()).set(column, facts));
  const found = new Map<string, TableFacts>();
  for (const row of await jsonRows<TableRow>(session, tables)) {
    const { name, last_vacuum: lastVacuum, last_analyze: lastAnalyze, ...counted } = row;
    found.set(name, {
      ...counted,
      lastVacuum,
      lastAnalyze,
      idealBytes: undefined,
      columns: known.get(name) ?? new Map(),
    });
  }
  return withPartitions(found, catalog);
}

/** A partitioned table has no counters of its own; the deepest partitions are added first. */
function withPartitions(
  found: Map<string, TableFacts>,
  { tables: all }: Catalog,
): Map<string, TableFacts> {
  const parts = new Map<string, string[]>();
  for (const table of all)
    for (const parent of table.partitionBound === null ? [] : table.inherits)
      parts.set(nameOf(parent), [...(parts.get(nameOf(parent)) ?? []), nameOf(table)]);
  const total = (name: string): TableFacts | undefined => {
    const facts = found.get(name);
    const inside = (parts.get(name) ?? []).flatMap((part) => total(part) ?? []);
    if (facts === undefined || inside.length === 0) return facts;
    const sum = (of: (part: TableFacts) => number): number =>
      inside.reduce((all, part) => all + of(part), 0);
    const whole: TableFacts = {
      ...facts,
      rows: inside.some(({ rows }) => rows < 0) ? facts.rows : sum(({ rows }) => rows),
      bytes: sum(({ bytes }) => bytes),
      inserted: sum(({ inserted }) => inserted),
      updated: sum(({ updated }) => updated),
      deleted: sum(({ deleted }) => deleted),
      hotUpdated: sum(({ hotUpdated }) => hotUpdated),
      dead: sum(({ dead }) => dead),
      scans: sum(({ scans }) => scans),
      indexScans: sum(({ indexScans }) => indexScans),
      age: Math.max(...inside.map(({ age }) => age)),
    };
    found.set(name, whole);
    return whole;
  };
  for (const table of all) if (table.partitionBound === null) total(nameOf(table));
  return found;
}
