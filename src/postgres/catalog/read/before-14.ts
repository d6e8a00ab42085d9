/**
 * Questions to a Postgres 12 or 13, which is read where something is imported from it: what came with 14 is asked as nothing, and a
 * multirange has the name that 14 would give it.
 */
export function before14(sql: string): string {
  return MISSING.reduce((text, [asked, instead]) => text.replace(asked, instead), sql);
}

const MISSING: readonly (readonly [asked: RegExp, instead: string])[] = [
  [/pg_get_function_sqlbody\(p\.oid\)/, "null"],
  [/a\.attcompression/, "''"],
  [/pg_get_statisticsobjdef_expressions\(x\.oid\)/, "null::text[]"],
  [/t\.typsubscript::regproc/, "null"],
  [
    /\(select json_build_object\((?:(?!\(select).)*?rngmultitypid\)/s,
    `json_build_object('schema', n.nspname, 'name', case when t.typname like '%range%'
       then replace(t.typname, 'range', 'multirange') else t.typname || '_multirange' end)`,
  ],
  [/g\.rngmultitypid/, "null::oid as rngmultitypid"],
];
