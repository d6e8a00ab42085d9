import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { nearest } from "../core/nearest.ts";
import type { Session } from "../core/session.ts";

export interface DatabaseFacts {
  readonly name: string;
  readonly owner: string;
  readonly oid: string;
  /** Null where the role may not know it. */
  readonly bytes: number | null;
  readonly sessions: number;
  /** Who they are, the most first: `3 of app (worker)`. */
  readonly users: readonly string[];
}

/** Every database that takes connections, with who is connected to it now but for this server. */
export async function readDatabases(session: Session): Promise<DatabaseFacts[]> {
  const rows = await session.query<Read>(QUERY);
  const isNeon = session.target.deployment !== "url";
  return rows
    .filter(({ name }) => !isNeon || name !== "postgres")
    .map(({ bytes, ...database }) => ({
      ...database,
      bytes: bytes === null ? null : Number(bytes),
    }));
}

interface Read extends Record<string, unknown> {
  readonly name: string;
  readonly owner: string;
  readonly oid: string;
  readonly bytes: string | null;
  readonly sessions: number;
  readonly users: string[];
}

const QUERY = `
  with users as (
    select datid, usename, application_name, pg_catalog.count(*) as sessions
    from pg_catalog.pg_stat_activity
    where datid is not null and backend_type = 'client backend'
      and coalesce(application_name, '') not like 'neon-dba%' and pid <> pg_catalog.pg_backend_pid()
    group by 1, 2, 3
  )
  select d.datname as name, pg_catalog.pg_get_userbyid(d.datdba) as owner, d.oid::text as oid,
    case when pg_catalog.has_database_privilege(d.oid, 'connect')
      or pg_catalog.pg_has_role('pg_read_all_stats', 'member')
      then pg_catalog.pg_database_size(d.oid)::text end as bytes,
    coalesce(pg_catalog.sum(u.sessions), 0)::int as sessions,
    coalesce(pg_catalog.array_agg(
      u.sessions || ' of ' || u.usename ||
        case when coalesce(u.application_name, '') = '' then '' else ' (' || u.application_name || ')' end
      order by u.sessions desc, u.usename) filter (where u.sessions is not null), '{}') as users
  from pg_catalog.pg_database d left join users u on u.datid = d.oid
  where not d.datistemplate and d.datallowconn
  group by d.oid, d.datname, d.datdba
  order by d.datname`;

export interface Contents {
  readonly tables: number;
  readonly rows: number;
  /** Tables with rows that nobody has counted. */
  readonly uncounted: number;
}

/** What is in the database of a session: about how many rows, as the planner last counted them, or else the counters of what was written. */
export async function readContents(session: Session): Promise<Contents> {
  const [found] = await session.query<Record<"tables" | "uncounted", number> & { rows: string }>(`
    select pg_catalog.count(*)::int as tables, coalesce(pg_catalog.sum(t.rows), 0)::int8::text as rows,
      (pg_catalog.count(*) filter (where t.rows is null))::int as uncounted
    from (
      select case when c.reltuples >= 0 then c.reltuples::float8
        when pg_catalog.pg_relation_size(c.oid) = 0 then 0
        else nullif(pg_catalog.pg_stat_get_live_tuples(c.oid), 0) end as rows
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_') t`);
  const { tables = 0, uncounted = 0, rows = "0" } = found ?? {};
  return { tables, uncounted, rows: Number(rows) };
}

/** `3 tables, about 1,000 rows and those of 1 table that nobody counted yet` */
export function contentsText({ tables, rows, uncounted }: Contents): string {
  const rest = uncounted === 0 ? "" : ` and those of ${counted(uncounted)} that nobody counted yet`;
  return `${counted(tables)}, about ${rows.toLocaleString("en")} rows${rest}`;
}

const counted = (tables: number): string => (tables === 1 ? "1 table" : `${tables} tables`);

export function requireDatabase(name: string, all: readonly DatabaseFacts[]): DatabaseFacts {
  const found = all.find((database) => database.name === name);
  if (found !== undefined) return found;
  const names = all.map((database) => database.name);
  const [close] = nearest(name, names);
  throw new ToolError(
    "NOT_FOUND",
    `There is no database \`${identifier(name)}\`${close === undefined ? "." : `; did you mean \`${identifier(close)}\`?`}`,
    `There ${names.length === 1 ? "is" : "are"} ${names.map((each) => `\`${identifier(each)}\``).join(", ")}.`,
  );
}

const NAMED = 5;

/** `2 sessions use it now: 2 of app (worker).` */
export function usersText({ sessions, users }: Pick<DatabaseFacts, "sessions" | "users">): string {
  if (sessions === 0) return "Nobody is connected to it now.";
  const named = users.slice(0, NAMED).map((user) => `\`${identifier(user)}\``);
  const rest = users.length > NAMED ? " and others" : "";
  return `${sessions} ${sessions === 1 ? "session uses" : "sessions use"} it now: ${named.join(", ")}${rest}.`;
}
