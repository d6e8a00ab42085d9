import type { ObjectName } from "../model/common.ts";
import type { Trigger } from "../model/table.ts";
import { ownRelation, type Only } from "./scope.ts";
import type { Source } from "./source.ts";
import { byName, firing, grouped, word } from "./words.ts";

interface Row {
  readonly oid: number;
  readonly relation: number;
  readonly name: string;
  readonly definition: string;
  readonly function: ObjectName;
  readonly enabled: string;
  readonly constraint: boolean;
  readonly inherited: boolean;
}

/** Before Postgres 15 the copies that partitions get count as internal. */
const sql = (only: Only): string => `
  select t.oid::int8, t.tgrelid::int8 as relation, t.tgname as name, pg_get_triggerdef(t.oid) as definition,
         json_build_object('schema', pn.nspname, 'name', p.proname) as function,
         t.tgenabled as enabled, t.tgconstraint <> 0 as "constraint", t.tgparentid <> 0 as inherited
    from pg_trigger t
    join pg_proc p on p.oid = t.tgfoid
    join pg_namespace pn on pn.oid = p.pronamespace
    join pg_class c on c.oid = t.tgrelid
    join pg_namespace n on n.oid = c.relnamespace
   where (not t.tgisinternal or t.tgparentid <> 0)
     and (t.tgconstraint = 0 or exists (select from pg_constraint o
           where o.oid = t.tgconstraint and o.contype = 't'))
     and ${ownRelation(only)}`;

/** Triggers by the oid of their relation; those that foreign keys and deferrable constraints work by are left out. */
export async function readTriggers(source: Source): Promise<Map<number, Trigger[]>> {
  return grouped(
    byName(await source.rows<Row>(sql(source.only))),
    (row) => row.relation,
    ({ oid, name, definition, function: calls, enabled, constraint, inherited }) => ({
      name,
      definition,
      function: calls,
      constraint,
      inherited,
      enabled: word(enabled, firing),
      comment: source.comments.on("pg_trigger", oid),
    }),
  );
}
