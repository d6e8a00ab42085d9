import type { Sequence } from "../model/catalog.ts";
import type { ObjectName, SequenceOptions } from "../model/common.ts";
import { columnKey } from "./columns.ts";
import { grantsOf } from "./grants.ts";
import { oneOf, ownRelation, type Only } from "./scope.ts";
import type { Source } from "./source.ts";
import { byQualifiedName } from "./words.ts";

interface Row extends ObjectName, SequenceOptions {
  readonly oid: number;
  readonly owner: string;
  readonly acl: string[] | null;
  readonly unlogged: boolean;
  readonly dependency: "a" | "i" | null;
  readonly relation: number;
  readonly column_number: number;
  readonly table: ObjectName;
  readonly column: string;
}

const sql = (only: Only): string => `
  select c.oid::int8, n.nspname as schema, c.relname as name, pg_get_userbyid(c.relowner) as owner,
         c.relacl::text[] as acl, c.relpersistence = 'u' as unlogged,
         format_type(s.seqtypid, null) as type, s.seqstart::text as start,
         s.seqincrement::text as increment, s.seqmin::text as min, s.seqmax::text as max,
         s.seqcache::text as cache, s.seqcycle as cycle,
         d.deptype as dependency, d.refobjid::int8 as relation, d.refobjsubid as column_number,
         json_build_object('schema', tn.nspname, 'name', t.relname) as "table", a.attname as column
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_sequence s on s.seqrelid = c.oid
    left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid
         and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
    left join pg_class t on t.oid = d.refobjid
    left join pg_namespace tn on tn.oid = t.relnamespace
    left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
   where ${only === null ? ownRelation(only) : `(${ownRelation(only)} or ${oneOf("d.refobjid", only.relations)})`}`;

type IdentitySequence = ObjectName & SequenceOptions & { readonly unlogged: boolean };

export interface Sequences {
  readonly own: readonly Sequence[];
  /** By `columnKey`. */
  readonly ofIdentity: ReadonlyMap<string, IdentitySequence>;
}

export async function readSequences(source: Source): Promise<Sequences> {
  const rows = byQualifiedName(await source.rows<Row>(sql(source.only)));
  return {
    own: rows.filter((row) => row.dependency !== "i").map((row) => sequence(source, row)),
    ofIdentity: new Map(
      rows
        .filter((row) => row.dependency === "i")
        .map((row) => [columnKey(row.relation, row.column_number), base(row)]),
    ),
  };
}

function base(row: Row): IdentitySequence {
  const { schema, name, type, start, increment, min, max, cache, cycle, unlogged } = row;
  return { schema, name, type, start, increment, min, max, cache, cycle, unlogged };
}

function sequence(source: Source, row: Row): Sequence {
  return {
    ...base(row),
    ownedBy: row.dependency === "a" ? { table: row.table, column: row.column } : null,
    owner: row.owner,
    grants: grantsOf(row.acl, "sequence", row.owner, source.version),
    comment: source.comments.on("pg_class", row.oid),
  };
}
