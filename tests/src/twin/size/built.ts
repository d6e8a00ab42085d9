import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { IndexFigures } from "../../../../src/embedded/twin/pages/types.ts";
import { sizeIndexes } from "../../../../src/twin/size/size-indexes.ts";
import type { IndexSize } from "../../../../src/twin/size/types.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { inSession } from "../../postgres/catalog/session.ts";

/** An index that was really built, what Postgres says of it, and what the model said before. */
export interface Built {
  readonly name: string;
  readonly method: string;
  readonly real: IndexFigures & { readonly oid: string };
  readonly modelled: IndexSize;
  /** Of the pages; of those of fewer than 8 pages, as if they had 8. */
  readonly error: number;
}

const data = join(import.meta.dirname, "../../../data/index-sizes");
const readData = (name: string): string => readFileSync(join(data, name), "utf8");

const EXTENSIONS = ["pageinspect", "pg_trgm", "btree_gin", "btree_gist"];

/** A database with the tables, analysed, and then with the indexes. Their expressions are analysed too. */
export async function builtDatabase(name: string, cluster?: string): Promise<TestDatabase> {
  const database = await testDatabase("", cluster);
  await database.runAsSuperuser(EXTENSIONS.map((one) => `create extension ${one}`).join(";"));
  await database.run(readData(`${name}.sql`));
  await database.run("vacuum analyze");
  await database.run(readData(`${name}.indexes.sql`));
  await database.run("analyze");
  return database;
}

/** What the model makes of the statistics, by the side of what the indexes are, which the owner could not read from their pages. */
export async function compareSizes(database: TestDatabase): Promise<Built[]> {
  const real = (await database.runAsSuperuser(FIGURES)) as unknown as (Built["real"] & {
    name: string;
    method: string;
  })[];
  const sizes = await inSession(database.url, (session) =>
    sizeIndexes(
      session,
      real.map(({ oid }) => oid),
    ),
  );
  return real.map(({ name, method, ...figures }) => {
    const modelled = sizes.get(figures.oid);
    if (modelled === undefined) throw new Error(`${name} has no size`);
    const error = Math.abs(modelled.pages - figures.pages) / Math.max(8, figures.pages);
    return { name, method, real: figures, modelled, error };
  });
}

const FIGURES = `
  select c.oid::text, c.relname as name, am.amname as method, (pg_relation_size(c.oid) / 8192)::int as pages,
         case am.amname when 'btree' then (select json_build_object('height', level) from bt_metap(c.oid::regclass::text)) end as btree,
         case am.amname when 'gin' then (
           select json_build_object('totalPages', n_total_pages, 'entryPages', n_entry_pages, 'dataPages', n_data_pages, 'entries', n_entries)
             from gin_metapage_info(get_raw_page(c.oid::regclass::text, 0))) end as gin,
         case am.amname when 'brin' then (
           select json_build_object('pagesPerRange', pagesperrange, 'revmapPages', lastrevmappage)
             from brin_metapage_info(get_raw_page(c.oid::regclass::text, 0))) end as brin
    from pg_class c join pg_am am on am.oid = c.relam
   where c.relkind = 'i' and c.relnamespace = 'public'::regnamespace
   order by c.oid`;

/** The middle one; the worst of the best nine tenths; the worst. */
export function quantiles(errors: readonly number[]): {
  median: number;
  p90: number;
  worst: number;
} {
  const sorted = errors.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? Infinity;
  return { median: at(0.5), p90: at(0.9), worst: at(1) };
}
