import type { Session } from "../../core/session.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { ReferentialAction } from "../../postgres/catalog/model/constraint.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { ownObject, userSchema } from "../../postgres/catalog/read/scope.ts";

/** One side of a foreign key. */
export interface KeySide extends ObjectName {
  readonly oid: number;
  /** Its rows are its own: an ordinary table or a leaf, which Postgres asks with ONLY. */
  readonly plain: boolean;
  /** In the order of the key. */
  readonly columns: readonly string[];
  /** As `format_type` prints them. */
  readonly types: readonly string[];
}

/** A declared foreign key and what Postgres does by it. Those that partitions have from their parents are not among them. */
export interface ForeignKey {
  readonly oid: number;
  readonly name: string;
  readonly from: KeySide;
  readonly to: KeySide;
  /** `operator(schema.=)` by column, the referenced side on the left, as the triggers of the key compare. */
  readonly operators: readonly string[];
  readonly onDelete: ReferentialAction;
  /** Columns that SET NULL and SET DEFAULT set. */
  readonly sets: readonly string[];
  /** Defaults of the referencing columns, as SQL. */
  readonly defaults: readonly (string | null)[];
  /** One of them may not be NULL. */
  readonly setsRequired: boolean;
  readonly matchFull: boolean;
  readonly temporal: boolean;
  readonly validated: boolean;
  readonly enforced: boolean;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  /** Its triggers are switched on; Postgres runs those of one row in the order of `deleteTrigger`. */
  readonly fires: boolean;
  readonly deleteTrigger: string | null;
  /** A valid index begins with the referencing columns, in any order. */
  readonly indexed: boolean;
}

export const readForeignKeys = (session: Session): Promise<ForeignKey[]> =>
  jsonRows<ForeignKey>(session, sql(session.version));

const columns = (relation: string, numbers: string): string => `
  (select json_agg(a.attname order by k.position) from unnest(${numbers}) with ordinality as k(number, position)
     join pg_catalog.pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number)`;

const types = (relation: string, numbers: string): string => `
  (select json_agg(pg_catalog.format_type(a.atttypid, a.atttypmod) order by k.position)
     from unnest(${numbers}) with ordinality as k(number, position)
     join pg_catalog.pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number)`;

const side = (relation: string, name: string, numbers: string): string => `
  json_build_object('oid', ${relation}::int8, 'schema', ${name}n.nspname, 'name', ${name}.relname, 'plain', ${name}.relkind <> 'p',
    'columns', ${columns(relation, numbers)}, 'types', ${types(relation, numbers)})`;

const sql = (version: number): string => `
  select o.oid::int8, o.conname as name,
         ${side("o.conrelid", "c", "o.conkey")} as "from", ${side("o.confrelid", "p", "o.confkey")} as "to",
         (select json_agg(pg_catalog.format('operator(%I.%s)', s.nspname, op.oprname) order by k.position)
            from unnest(o.conpfeqop) with ordinality as k(oid, position)
            join pg_catalog.pg_operator op on op.oid = k.oid
            join pg_catalog.pg_namespace s on s.oid = op.oprnamespace) as operators,
         case o.confdeltype when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade'
                            when 'n' then 'set null' else 'set default' end as "onDelete",
         coalesce(${version >= 150000 ? columns("o.conrelid", "o.confdelsetcols") : "null::json"}, ${columns("o.conrelid", "o.conkey")}) as sets,
         (select json_agg(pg_catalog.pg_get_expr(d.adbin, d.adrelid) order by k.position)
            from unnest(o.conkey) with ordinality as k(number, position)
            left join pg_catalog.pg_attrdef d on d.adrelid = o.conrelid and d.adnum = k.number) as defaults,
         exists (select from pg_catalog.pg_attribute a
                  where a.attrelid = o.conrelid and a.attnotnull
                    and a.attnum = any (coalesce(${version >= 150000 ? "o.confdelsetcols" : "null"}, o.conkey))) as "setsRequired",
         o.confmatchtype = 'f' as "matchFull", ${version >= 180000 ? "o.conperiod" : "false"} as temporal,
         o.convalidated as validated, ${version >= 180000 ? "o.conenforced" : "true"} as enforced,
         o.condeferrable as deferrable, o.condeferred as "initiallyDeferred",
         not exists (select from pg_catalog.pg_trigger t
                      where t.tgconstraint = o.oid and t.tgenabled not in ('O', 'A')) as fires,
         (select t.tgname from pg_catalog.pg_trigger t
           where t.tgconstraint = o.oid and t.tgrelid = o.confrelid and t.tgtype & 8 = 8) as "deleteTrigger",
         exists (select from pg_catalog.pg_index i
                  where i.indrelid = o.conrelid and i.indisvalid and i.indpred is null
                    and (select pg_catalog.array_agg(k) from pg_catalog.unnest((i.indkey::int2[])[0:pg_catalog.array_length(o.conkey, 1) - 1]) k) @> o.conkey) as indexed
    from pg_catalog.pg_constraint o
    join pg_catalog.pg_class c on c.oid = o.conrelid join pg_catalog.pg_namespace cn on cn.oid = c.relnamespace
    join pg_catalog.pg_class p on p.oid = o.confrelid join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
   where o.contype = 'f' and o.conparentid = 0 and ${userSchema("cn")} and ${ownObject("pg_class", "c.oid")}
   order by cn.nspname, c.relname, o.conname`;
