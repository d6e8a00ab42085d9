import type { Session } from "../core/session.ts";
import { jsonRows } from "../postgres/catalog/read/source.ts";

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
}

/** Tables, materialized views and indexes, all or those with these oids. */
export function readRelations(session: Session, oids?: readonly string[]): Promise<TwinTable[]> {
  return jsonRows<TwinTable>(
    session,
    `select c.oid::text, n.nspname as schema, c.relname as name, c.relkind as kind, a.amname as method,
            pg_catalog.pg_relation_filepath(c.oid) as path, i.indrelid::text as table, h.inhparent::text as whole
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       left join pg_catalog.pg_am a on a.oid = c.relam
       left join pg_catalog.pg_index i on i.indexrelid = c.oid
       left join pg_catalog.pg_inherits h on h.inhrelid = c.oid and c.relkind in ('i', 'I')
      where c.relkind in ('r', 'p', 'm', 'f', 'i', 'I') and c.oid >= 16384 and n.nspname !~ '^pg_toast'
        and ($1::oid[] is null or c.oid = any ($1))
      order by c.oid`,
    [oids ?? null],
  );
}
