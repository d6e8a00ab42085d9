/** SQL for a key of an index as `ORDER BY` names it, with the index's collation; given the alias of `pg_index` and its position from 1. */
export const keyAt = (index: string, at: string): string => `
  '(' || pg_get_indexdef(${index}.indexrelid, ${at}, false) || ')' ||
  coalesce((select format(' collate %I.%I', kn.nspname, kc.collname)
              from pg_collation kc join pg_namespace kn on kn.oid = kc.collnamespace
             where kc.oid = ${index}.indcollation[${at} - 1]), '')`;
