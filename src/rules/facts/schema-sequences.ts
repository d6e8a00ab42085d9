import type { Session } from "../../core/session.ts";
import { ownObject, userSchema } from "../../postgres/catalog/read/scope.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import type { SequenceFacts } from "./schema.ts";

interface Row extends Omit<SequenceFacts, "largest"> {
  readonly name: string;
}

const sequences = `
  select format('%I.%I', n.nspname, c.relname) as name,
         case when has_sequence_privilege(c.oid, 'USAGE, SELECT') then pg_sequence_last_value(c.oid)::text end as last,
         q.seqmax::text as max,
         (select json_build_object('table', format('%I.%I', tn.nspname, t.relname), 'column', a.attname)
            from pg_depend d
            join pg_class t on t.oid = d.refobjid
            join pg_namespace tn on tn.oid = t.relnamespace
            join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
           where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
             and d.refobjsubid > 0 and d.deptype in ('a', 'i')) as "ownedBy"
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_sequence q on q.seqrelid = c.oid
   where ${userSchema("n")} and ${ownObject("pg_class", "c.oid")}`;

export async function readSequenceFacts(session: Session): Promise<Map<string, SequenceFacts>> {
  const rows = await jsonRows<Row>(session, sequences);
  return new Map(rows.map(({ name, ...facts }) => [name, { ...facts, largest: null }]));
}
