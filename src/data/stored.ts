import type { ObjectName } from "../postgres/catalog/model/common.ts";
import type { Session } from "../core/session.ts";
import { jsonRows } from "../postgres/catalog/read/source.ts";
import { qualified } from "../sql/quote.ts";

/** A relation that holds rows of a table: the table itself, or a leaf of its partitions. */
export interface Leaf {
  /** `only public.tasks` */
  readonly from: string;
  readonly blocks: number;
  /** As the planner estimates them; 0 where nobody has analyzed it. */
  readonly rows: number;
}

export interface Stored {
  readonly leaves: readonly Leaf[];
  /** Why its rows cannot be read by this role. */
  readonly closed?: "no SELECT privilege" | "row-level security hides rows";
}

interface Row extends ObjectName {
  readonly leaf_schema: string;
  readonly leaf: string;
  readonly blocks: number;
  readonly rows: number;
  readonly ordinary: boolean;
  readonly readable: boolean;
  readonly leaf_readable: boolean;
  readonly hidden: boolean;
}

const SQL = `
  select n.nspname as schema, c.relname as name, ln.nspname as leaf_schema, l.relname as leaf,
         case when l.relkind = 'f' then 0 else pg_catalog.pg_relation_size(l.oid)
           / pg_catalog.current_setting('block_size')::int8 end as blocks,
         case when l.reltuples > 0 and l.relpages > 0 and l.relkind = 'r'
           then l.reltuples / l.relpages * (pg_catalog.pg_relation_size(l.oid)
             / pg_catalog.current_setting('block_size')::int8)
           else greatest(l.reltuples, 0) end as rows, l.relkind = 'r' as ordinary,
         pg_catalog.has_schema_privilege(n.oid, 'usage')
           and pg_catalog.has_any_column_privilege(c.oid, 'select') as readable,
         pg_catalog.has_schema_privilege(ln.oid, 'usage')
           and pg_catalog.has_any_column_privilege(l.oid, 'select')
           and not pg_catalog.row_security_active(l.oid) as leaf_readable,
         pg_catalog.row_security_active(c.oid) as hidden
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   cross join lateral (
         select c.oid as relid where c.relkind = 'r'
         union all
         select p.relid from pg_catalog.pg_partition_tree(c.oid) p where c.relkind = 'p' and p.isleaf
           and p.relid <> c.oid) part
    join pg_catalog.pg_class l on l.oid = part.relid
    join pg_catalog.pg_namespace ln on ln.oid = l.relnamespace
   where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
     and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
   order by 1, 2, 3, 4`;

/**
 * What the tables of a database are stored in, by qualified name. A partitioned table without partitions is not there, and with
 * `local` neither are partitions on other servers.
 */
export async function readStored(
  session: Session,
  { local = false }: { readonly local?: boolean } = {},
): Promise<ReadonlyMap<string, Stored>> {
  const found = await jsonRows<Row>(session, SQL);
  const rows = local ? found.filter(({ ordinary }) => ordinary) : found;
  const tables = new Map<string, Row[]>();
  for (const row of rows) {
    const name = qualified(row.schema, row.name);
    tables.set(name, [...(tables.get(name) ?? []), row]);
  }
  return new Map(Array.from(tables, ([name, leaves]) => [name, storedOf(name, leaves)]));
}

function storedOf(name: string, rows: readonly Row[]): Stored {
  const [first] = rows;
  if (first?.readable === false) return { leaves: [], closed: "no SELECT privilege" };
  if (first?.hidden === true) return { leaves: [], closed: "row-level security hides rows" };
  // what may be read through the parent alone is read through it, in one piece
  if (rows.some(({ leaf_readable: readable, ordinary }) => !readable || !ordinary))
    return { leaves: [{ from: name, blocks: 0, rows: sum(rows.map((row) => row.rows)) }] };
  return {
    leaves: rows.map((row) => ({
      from: `only ${qualified(row.leaf_schema, row.leaf)}`,
      blocks: row.blocks,
      rows: row.rows,
    })),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
