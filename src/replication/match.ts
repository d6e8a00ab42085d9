import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Session } from "../core/session.ts";
import { tableName } from "./names.ts";

export interface PublishedTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** As the source's statistics have it; below 0: never counted. */
  readonly rows: number;
}

/** NOT_FOUND where the source has no such publication, or one without tables. */
export async function publishedTables(
  source: Session,
  publication: string,
): Promise<readonly PublishedTable[]> {
  const tables = await source.query<PublishedTable & Record<string, unknown>>(PUBLISHED, [
    publication,
  ]);
  if (tables.length > 0) return tables;
  const known = await source.query<{ name: string }>(
    "select pubname as name from pg_catalog.pg_publication order by pubname",
  );
  throw new ToolError(
    "NOT_FOUND",
    `The source publishes no table as \`${identifier(publication)}\`.`,
    known.length === 0
      ? "It has no publication: call create_publication on the source, or CREATE PUBLICATION there."
      : `It has ${known.map(({ name }) => `\`${identifier(name)}\``).join(", ")}.`,
  );
}

/** INVALID_INPUT where a published table or column is missing here, or the table has rows, which would come twice. */
export async function mustMatch(
  session: Session,
  tables: readonly PublishedTable[],
): Promise<void> {
  const here = await session.query<Omit<PublishedTable, "rows"> & Record<string, unknown>>(HERE, [
    JSON.stringify(tables),
  ]);
  const of = new Map(here.map((table) => [tableName(table), table]));
  const missing = tables.map(tableName).filter((name) => !of.has(name));
  if (missing.length > 0)
    throw new ToolError(
      "INVALID_INPUT",
      `Not in this database: ${missing.map((name) => `\`${identifier(name)}\``).join(", ")}.`,
      "Make them first, empty: DDL is not replicated. compare_schemas tells what is missing.",
    );
  const columns = tables.flatMap((table) => {
    const known = of.get(tableName(table))?.columns ?? [];
    const lacking = table.columns.filter((column) => !known.includes(column));
    return lacking.map((column) => `\`${identifier(tableName(table))}.${identifier(column)}\``);
  });
  if (columns.length > 0)
    throw new ToolError(
      "INVALID_INPUT",
      `Published columns that are not in this database: ${columns.join(", ")}.`,
      "Add them here first, or publish without them (from Postgres 15 on a publication can name columns).",
    );
  const filled: string[] = [];
  for (const table of here.map(tableName)) {
    const [row] = await session.query<{ any: boolean }>(
      `select exists (select from ${table}) as any`,
    );
    if (row?.any === true) filled.push(table);
  }
  if (filled.length === 0) return;
  throw new ToolError(
    "INVALID_INPUT",
    `There are rows in ${filled.map((name) => `\`${identifier(name)}\``).join(", ")}: the copy would bring them a second time.`,
    "Subscribe with empty tables; verify_data tells whether these rows are the source's.",
  );
}

const PUBLISHED = `
  select v.schemaname as schema, v.tablename as name, c.reltuples::float8 as rows,
    coalesce(
      (select pg_catalog.array_agg(e.name) from pg_catalog.jsonb_array_elements_text(pg_catalog.to_jsonb(v) -> 'attnames') as e (name)),
      (select pg_catalog.array_agg(a.attname::text order by a.attnum) from pg_catalog.pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '')) as columns
  from pg_catalog.pg_publication_tables v
  join pg_catalog.pg_namespace n on n.nspname = v.schemaname
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = v.tablename
  where v.pubname = $1
  order by v.schemaname, v.tablename`;

const HERE = `
  select n.nspname as schema, c.relname as name,
    (select pg_catalog.array_agg(a.attname::text) from pg_catalog.pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
  from pg_catalog.jsonb_to_recordset($1::pg_catalog.jsonb) as w (schema text, name text)
  join pg_catalog.pg_namespace n on n.nspname = w.schema
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = w.name and c.relkind in ('r', 'p')
  order by n.nspname, c.relname`;
