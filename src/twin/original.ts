import type { Session } from "../core/session.ts";
import type { Sorting } from "../embedded/shadow.ts";

/**
 * How the database sorts text by default. Names of libc's locales are those of the original's system: the twin has them where this
 * machine does.
 */
export async function readSorting(original: Session): Promise<Sorting> {
  const [row] = await original.query<{ provider: string; collate: string }>(`
    select coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') as provider,
           coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', d.datcollate) as collate
      from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()`);
  if (row === undefined || row.provider === "b") return undefined;
  const { provider, collate } = row;
  if (provider === "i") return { provider: "icu", locale: collate };
  return collate === "C" || collate === "POSIX" ? undefined : { provider: "libc", locale: collate };
}

/**
 * A text that is another one when anything of the schema was changed. DDL writes a row of a system catalog anew, which gives it another
 * `xmin`; VACUUM and ANALYZE write in place. `pg_class` is compared by value, because TRUNCATE and REFRESH MATERIALIZED VIEW change it.
 */
export async function readSchemaKey(original: Session): Promise<string> {
  const parts = catalogs.map(
    ([catalog, oid = "oid"]) =>
      `(select string_agg(concat(${oid}, ':', xmin), ',' order by ${oid}) from pg_catalog.${catalog} where ${oid} >= 16384)`,
  );
  const [row] = await original.query<{ key: string }>(`
    select md5(concat_ws('|', (select oid from pg_catalog.pg_database where datname = current_database()),
      (select string_agg(concat_ws(':', oid, relname, relnamespace, reltype, relam, relkind, relpersistence, relnatts, reloptions,
                relispartition, relispopulated, relhasrules, relpartbound), ',' order by oid)
         from pg_catalog.pg_class where oid >= 16384 and relpersistence <> 't' and relkind <> 't'),
      (select string_agg(concat_ws(':', attrelid, attnum, xmin), ',' order by attrelid, attnum) from pg_catalog.pg_attribute a
        where attrelid >= 16384 and attnum > 0
          and exists (select from pg_catalog.pg_class c where c.oid = attrelid and relpersistence <> 't' and relkind <> 't')),
      ${parts.join(",\n      ")})) as key`);
  return row?.key ?? "";
}

/** Those whose rows can change a plan. */
const catalogs: readonly (readonly [catalog: string, oid?: string])[] = [
  ["pg_index", "indexrelid"],
  ["pg_inherits", "inhrelid"],
  ["pg_enum"],
  ["pg_type"],
  ["pg_namespace"],
  ["pg_extension"],
  ["pg_constraint"],
  ["pg_attrdef"],
  ["pg_rewrite"],
  ["pg_proc"],
  ["pg_operator"],
  ["pg_opclass"],
  ["pg_collation"],
  ["pg_statistic_ext"],
  ["pg_cast"],
];
