import type { Session } from "../../core/session.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { nearest } from "../../core/nearest.ts";
import { qualified } from "../../sql/quote.ts";

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly filled: boolean;
  readonly generated: boolean;
}

/** A table that rows go into. */
export interface Table {
  /** Qualified and quoted. */
  readonly name: string;
  /** What COPY calls it where a row is refused. */
  readonly plain: string;
  readonly exists: boolean;
  readonly columns: readonly TableColumn[];
  readonly constraints: readonly string[];
  readonly triggers: readonly string[];
  readonly isEmpty: boolean;
}

/** Looks a table up by its name, as a statement would find it; one that is not there is to be made in the first schema of the path. */
export async function findTable(
  session: Session,
  name: string,
  kinds: readonly string[] = ["r", "p", "f"],
): Promise<Table> {
  const [found] = await session
    .query<{ parts: string[]; schema: string | null; there: string | null; kind: string | null }>(
      `select parts, coalesce(space.nspname::text, current_schema()::text) as schema, class.oid::text as there, class.relkind::text as kind
       from pg_catalog.parse_ident($1) as parts
       left join pg_catalog.pg_class as class on class.oid = pg_catalog.to_regclass($1)
       left join pg_catalog.pg_namespace as space on space.oid = class.relnamespace`,
      [name],
    )
    .catch((error: unknown) => {
      throw error instanceof ToolError && error.sqlstate?.startsWith("22") ? badName(name) : error;
    });
  const parts = found?.parts ?? [];
  const plain = parts.at(-1) ?? "";
  if (parts.length === 0 || parts.length > 2) throw badName(name);
  const schema = found?.there == null && parts.length === 2 ? parts[0] : found?.schema;
  const table = qualified(schema ?? "public", plain);
  if (found?.there == null)
    return {
      name: table,
      plain,
      exists: false,
      columns: [],
      constraints: [],
      triggers: [],
      isEmpty: true,
    };
  if (!kinds.includes(found.kind ?? ""))
    throw new ToolError(
      "INVALID_INPUT",
      `\`${identifier(table)}\` is no table.`,
      "Name a table, or a new one.",
    );
  const [facts] = await session.query<Omit<Table, "name" | "plain" | "exists" | "isEmpty">>(FACTS, [
    found.there,
  ]);
  const [rows] = await session.query<{ empty: boolean }>(
    `select not exists (select from ${table}) as empty`,
  );
  return {
    name: table,
    plain,
    exists: true,
    columns: facts?.columns ?? [],
    constraints: facts?.constraints ?? [],
    triggers: facts?.triggers ?? [],
    isEmpty: rows?.empty ?? true,
  };
}

/** Tables and views whose names are near to one that is not there. */
export async function tablesLike(session: Session, name: string): Promise<readonly string[]> {
  const rows = await session.query<{ schema: string; name: string }>(
    `select n.nspname::text as schema, c.relname::text as name from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
     where c.relkind operator(pg_catalog.=) any('{r,p,f,v,m}'::pg_catalog."char"[]) and n.nspname operator(pg_catalog.!~) '^(pg_|information_schema$|neon_dba$)'
     order by c.relname limit 5000`,
  );
  return nearest(
    name,
    rows.map((row) => qualified(row.schema, row.name)),
  );
}

const FACTS = `select
  (select coalesce(json_agg(json_build_object('name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
     'required', a.attnotnull, 'filled', a.atthasdef or a.attidentity operator(pg_catalog.<>) '', 'generated', a.attgenerated operator(pg_catalog.<>) '') order by a.attnum), '[]')
   from pg_catalog.pg_attribute a where a.attrelid operator(pg_catalog.=) $1::pg_catalog.oid and a.attnum operator(pg_catalog.>) 0 and not a.attisdropped) as columns,
  (select coalesce(json_agg(pg_catalog.format('%I %s', c.conname, pg_catalog.pg_get_constraintdef(c.oid)) order by c.conname), '[]')
   from pg_catalog.pg_constraint c where c.conrelid operator(pg_catalog.=) $1::pg_catalog.oid and c.contype operator(pg_catalog.<>) 'n') as constraints,
  (select coalesce(json_agg(t.tgname::text order by t.tgname), '[]')
   from pg_catalog.pg_trigger t where t.tgrelid operator(pg_catalog.=) $1::pg_catalog.oid and not t.tgisinternal) as triggers`;

const badName = (name: string): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    `\`${identifier(name)}\` is no name of a table.`,
    'Write it as in SQL: `tasks`, `public.tasks`, `"Odd Schema"."Odd Table"`.',
  );
