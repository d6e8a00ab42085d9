/**
 * Restores `pg_class` figures. The number of pages is unsigned in Postgres and signed in the function. A relation that was never analyzed
 * is left as it was created.
 */
export const restoreRelations = `
  select r.at, pg_restore_relation_stats('schemaname', r.schema, 'relname', r.name, 'relpages', r.relpages,
           'reltuples', r.reltuples, 'relallvisible', r.relallvisible, 'relallfrozen', r.relallfrozen) as whole
    from rows from (json_to_recordset($1) as (schema text, name text, relpages int, reltuples real,
           relallvisible int, relallfrozen int)) with ordinality
           as r(schema, name, relpages, reltuples, relallvisible, relallfrozen, at)
    join pg_namespace n on n.nspname = r.schema
    join pg_class c on c.relnamespace = n.oid and c.relname = r.name`;
