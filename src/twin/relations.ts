import type { Session } from "../core/session.ts";
import { jsonRows } from "../postgres/catalog/read/source.ts";
import { readingRoutine, readPlanned } from "./planned.ts";

/** A relation of the twin. */
export interface TwinTable {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  /** As in `pg_class.relkind`. */
  readonly kind: string;
  /** Access method; null where nothing is stored. */
  readonly method: string | null;
  /** Of its file in the data directory; null where it has none. */
  readonly path: string | null;
  /** Of an index the oid of its table, and of the index of the whole where it is a partition's. */
  readonly table: string | null;
  readonly whole: string | null;
  /** Whether it is an index on expressions. */
  readonly expressions: boolean;
}

const columns = `c.oid::text, n.nspname as schema, c.relname as name, c.relkind as kind, a.amname as method,
  pg_catalog.pg_relation_filepath(c.oid) as path, i.indrelid::text as table, h.inhparent::text as whole,
  i.indexprs is not null as expressions`;
const joined = `
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_am a on a.oid = c.relam
  left join pg_catalog.pg_index i on i.indexrelid = c.oid
  left join pg_catalog.pg_inherits h on h.inhrelid = c.oid and c.relkind in ('i', 'I')`;

/** All tables, materialized views and indexes. */
export function readRelations(session: Session): Promise<TwinTable[]> {
  return jsonRows<TwinTable>(
    session,
    `select ${columns} from pg_catalog.pg_class c ${joined}
      where c.relkind in ('r', 'p', 'm', 'f', 'i', 'I') and c.oid >= 16384 and n.nspname !~ '^pg_toast'
      order by c.oid`,
  );
}

/** Indexes with those of partitions below them. */
export const readIndexTrees = (
  session: Session,
  roots: readonly string[],
): Promise<(TwinTable & { readonly root: string })[]> =>
  readPlanned(session, trees, `{${roots.join()}}`);

const trees = readingRoutine(
  "neon_dba_index_trees",
  `with recursive tree (root, oid) as (
     select oid, oid from unnest($1::oid[]) oid
     union all
     select tree.root, inhrelid from pg_catalog.pg_inherits join tree on tree.oid = inhparent
   )
   select tree.root::text, ${columns} from tree join pg_catalog.pg_class c on c.oid = tree.oid ${joined}`,
);
