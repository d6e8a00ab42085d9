import type { Shadow } from "../../../core/deps.ts";
import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { applyDdl } from "../../../schema/apply-ddl.ts";
import { printDdl } from "../../../schema/ddl.ts";
import { readSchema } from "../../../schema/read-schema.ts";

/** Settings that change what a statement returns. */
const carried = [
  "TimeZone",
  "DateStyle",
  "IntervalStyle",
  "standard_conforming_strings",
  "transform_null_equals",
  "default_text_search_config",
  "lc_monetary",
  "lc_numeric",
];

/** Gives the shadow the schema of the source, without its roles and policies, and a session that reads names and texts alike. */
export async function prepareShadow(source: Session, { session }: Shadow): Promise<Catalog> {
  const { catalog, dependencies } = await readSchema(source);
  const ddl = printDdl(catalog, dependencies);
  const statements = ddl.statements.filter(({ part }) => part === "schema");
  await applyDdl(session, { ...ddl, roles: [], actors: [], statements });
  const [settings] = await source.transaction({ access: "read only" }, () =>
    source.query<{ path: string; values: string }>(
      `select (select pg_catalog.string_agg(pg_catalog.quote_ident(s), ', ' order by n)
               from unnest(pg_catalog.current_schemas(false)) with ordinality as t (s, n)) as path,
              (select pg_catalog.json_object_agg(name, setting) from pg_catalog.pg_settings where name = any ($1))::text as values`,
      [carried],
    ),
  );
  const values = JSON.parse(settings?.values ?? "{}") as Record<string, string>;
  for (const [name, value] of Object.entries({ ...values, search_path: settings?.path ?? "" }))
    // a text search configuration or a locale may be unknown here
    await session
      .query("select pg_catalog.set_config($1, $2, false)", [name, value])
      .catch(() => {});
  return catalog;
}
