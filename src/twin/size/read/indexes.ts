import type { Session } from "../../../core/session.ts";
import { readingRoutine, readPlanned } from "../../planned.ts";

/** An index as the catalogue has it; of its table what says how many rows it has. */
export interface IndexFacts {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly table: string;
  readonly method: string;
  readonly unique: boolean;
  /** How many of the columns are key columns; the others are those of INCLUDE. */
  readonly keys: number;
  /** Of a partial index. */
  readonly predicate: string | null;
  /** `["fillfactor=70"]` */
  readonly options: readonly string[];
  /** `pg_class.reltuples` of the table: -1 where never analysed. */
  readonly reltuples: number;
  readonly relpages: number;
  /** Pages of the table's file now. */
  readonly tablePages: number;
  readonly columns: readonly IndexColumn[];
}

export interface IndexColumn {
  /** Of the column in the index; statistics of an expression are under it. */
  readonly name: string;
  /** Of the table's column, or null for an expression. */
  readonly column: string | null;
  readonly expression: string | null;
  /** What the index stores: for GIN a type of elements. */
  readonly type: ColumnType;
  /** What is indexed. */
  readonly input: ColumnType;
  /** `gin_trgm_ops`; null in INCLUDE. */
  readonly operators: string | null;
  /** Whether equal values look the same, so that duplicates may be stored as one. */
  readonly equalImage: boolean;
}

export interface ColumnType {
  readonly name: string;
  /** As `pg_type.typlen`: -1 is varlena, -2 a C string. */
  readonly length: number;
  /** As `pg_type.typalign`. */
  readonly align: "c" | "s" | "i" | "d";
  /** As `pg_type.typcategory`: `S` is text. */
  readonly category: string;
}

/** One round trip. Partitioned indexes have no file and are left out. */
export const readIndexes = (session: Session, oids: readonly string[]): Promise<IndexFacts[]> =>
  readPlanned(session, INDEXES, `{${oids.join()}}`);

/**
 * Whether a btree may deduplicate is what `_bt_allequalimage` asks: the support function 4 of every operator class is there, and is
 * not that of texts under a collation that is not deterministic.
 */
const INDEXES = readingRoutine(
  "neon_dba_index_facts",
  `
  select i.indexrelid::text as oid, n.nspname as schema, c.relname as name, t.relname as "table", am.amname as method,
         i.indisunique as "unique", i.indnkeyatts as keys,
         pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate,
         coalesce(to_json(c.reloptions), '[]') as options, t.reltuples, t.relpages,
         pg_catalog.pg_relation_size(t.oid) / pg_catalog.current_setting('block_size')::int8 as "tablePages",
         (select json_agg(json_build_object('name', a.attname, 'column', col.attname,
                   'expression', case when key.attnum = 0 then pg_catalog.pg_get_indexdef(i.indexrelid, a.attnum, false) end,
                   'type', json_build_object('name', kind.typname, 'length', kind.typlen, 'align', kind.typalign, 'category', kind.typcategory),
                   'input', json_build_object('name', input.typname, 'length', input.typlen, 'align', input.typalign, 'category', input.typcategory),
                   'operators', opc.opcname,
                   'equalImage', exists (
                     select from pg_catalog.pg_amproc p
                      where p.amprocfamily = opc.opcfamily and p.amprocnum = 4
                        and p.amproclefttype = opc.opcintype and p.amprocrighttype = opc.opcintype
                        and (p.amproc::oid <> 'pg_catalog.btvarstrequalimage'::regproc or coalesce(coll.collisdeterministic, true)))
                 ) order by a.attnum)
            from pg_catalog.pg_attribute a
            cross join lateral (select i.indkey[a.attnum - 1] as attnum) key
            left join pg_catalog.pg_attribute col on col.attrelid = i.indrelid and col.attnum = key.attnum and key.attnum <> 0
            left join pg_catalog.pg_opclass opc on a.attnum <= i.indnkeyatts and opc.oid = i.indclass[a.attnum - 1]
            left join pg_catalog.pg_collation coll on a.attnum <= i.indnkeyatts and coll.oid = i.indcollation[a.attnum - 1]
            join pg_catalog.pg_type kind on kind.oid = a.atttypid
            join pg_catalog.pg_type input on input.oid = coalesce(col.atttypid, a.atttypid)
           where a.attrelid = i.indexrelid and a.attnum > 0) as columns
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_am am on am.oid = c.relam
    join pg_catalog.pg_class t on t.oid = i.indrelid
    join pg_catalog.pg_namespace n on n.oid = t.relnamespace
   where c.relkind = 'i' and i.indexrelid = any ($1::pg_catalog.oid[])`,
);
