import type { ForeignGrants, SecurityLabel } from "../model/catalog.ts";
import { parseItem } from "./grants.ts";
import type { Source } from "./source.ts";
import { compare } from "./words.ts";

/** Objects with an access control list, as [catalog, column of the list]. */
const lists = [
  ["pg_class", "relacl"],
  ["pg_proc", "proacl"],
  ["pg_type", "typacl"],
  ["pg_namespace", "nspacl"],
  ["pg_language", "lanacl"],
  ["pg_foreign_data_wrapper", "fdwacl"],
] as const;

/**
 * Members of extensions and what initdb made, where the list is not the one that `pg_init_privs` remembers. It does not
 * know `information_schema`, which initdb makes after it.
 */
const changed = lists
  .map(
    ([catalog, acl]) => `
    select '${catalog}'::regclass as catalog, o.oid, o.${acl} as acl
      from ${catalog} o
      left join pg_init_privs i on i.classoid = '${catalog}'::regclass and i.objoid = o.oid and i.objsubid = 0
     where (o.oid < 12000 or o.oid < 16384 and i.initprivs is not null or exists (select from pg_depend e
              where e.classid = '${catalog}'::regclass and e.objid = o.oid and e.deptype = 'e'))
       and not (o.oid = 2200 and '${catalog}' = 'pg_namespace')
       and coalesce(o.${acl}::text, '') <> coalesce(i.initprivs::text, '')`,
  )
  .join("\nunion all\n");

const grants = `
  select d.type as kind, d.identity as name, x.acl::text[] as acl
    from (${changed}) x, lateral pg_identify_object(x.catalog, x.oid, 0) d`;

export async function readForeignGrants(source: Source): Promise<ForeignGrants[]> {
  const rows = await source.rows<{ kind: string; name: string; acl: string[] | null }>(grants);
  return rows
    .map(({ kind, name, acl }) => ({ kind, name, grants: (acl ?? []).map(parseItem) }))
    .sort((a, b) => compare(a.kind, b.kind) || compare(a.name, b.name));
}

const labels = `
  select d.type as kind, d.identity as name, s.provider, s.label
    from pg_seclabel s, lateral pg_identify_object(s.classoid, s.objoid, s.objsubid) d`;

export async function readSecurityLabels(source: Source): Promise<SecurityLabel[]> {
  const rows = await source.rows<SecurityLabel>(labels);
  return rows.toSorted(
    (a, b) => compare(a.kind, b.kind) || compare(a.name, b.name) || compare(a.provider, b.provider),
  );
}
