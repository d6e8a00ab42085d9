import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { nearest } from "../core/nearest.ts";
import type { Session } from "../core/session.ts";

export interface RoleFacts {
  readonly name: string;
  readonly oid: string;
  readonly login: boolean;
  readonly superuser: boolean;
  /** Row security does not hold for it. */
  readonly bypassrls: boolean;
  readonly createrole: boolean;
  readonly createdb: boolean;
  /** Made through Neon's API, which makes its roles members of neon_superuser. */
  readonly api: boolean;
  readonly member_of: readonly string[];
  readonly sessions: number;
  readonly users: readonly string[];
  /** Databases with the objects that it owns in each; the databases themselves are below. */
  readonly owns: readonly { readonly database: string; readonly objects: number }[];
  readonly databases: readonly string[];
}

interface Read extends Record<string, unknown>, RoleFacts {}

/** Roles other than the system's, as Postgres has them. */
export const readRoles = (session: Session): Promise<Read[]> => session.query<Read>(QUERY);

/** What a role owns is in `pg_shdepend`, for all databases: nobody has to connect to them to count it. */
const QUERY = `
  with users as (
    select usesysid, application_name, pg_catalog.count(*) as sessions
    from pg_catalog.pg_stat_activity
    where backend_type = 'client backend' and coalesce(application_name, '') not like 'neon-dba%'
      and pid <> pg_catalog.pg_backend_pid()
    group by 1, 2
  ), owned as (
    select s.refobjid, d.datname as database, pg_catalog.count(*)::int as objects
    from pg_catalog.pg_shdepend s join pg_catalog.pg_database d on d.oid = s.dbid
    where s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass and s.deptype = 'o'
    group by 1, 2
  )
  select r.rolname as name, r.oid::text as oid, r.rolcanlogin as login, r.rolsuper as superuser,
    r.rolbypassrls as bypassrls, r.rolcreaterole as createrole, r.rolcreatedb as createdb,
    exists (select from pg_catalog.pg_auth_members m join pg_catalog.pg_roles g on g.oid = m.roleid
      where m.member = r.oid and g.rolname = 'neon_superuser') as api,
    coalesce((select pg_catalog.array_agg(distinct g.rolname::text order by g.rolname::text)
      from pg_catalog.pg_auth_members m join pg_catalog.pg_roles g on g.oid = m.roleid
      where m.member = r.oid), '{}') as member_of,
    coalesce((select pg_catalog.sum(u.sessions)::int from users u where u.usesysid = r.oid), 0) as sessions,
    coalesce((select pg_catalog.array_agg(u.sessions || ' of ' || coalesce(nullif(u.application_name, ''), 'an unnamed application')
      order by u.sessions desc) from users u where u.usesysid = r.oid), '{}') as users,
    coalesce((select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('database', o.database, 'objects', o.objects)
      order by o.database) from owned o where o.refobjid = r.oid), '[]') as owns,
    coalesce((select pg_catalog.array_agg(d.datname::text order by d.datname::text)
      from pg_catalog.pg_database d where d.datdba = r.oid), '{}') as databases
  from pg_catalog.pg_roles r
  where r.rolname !~ '^pg_' and r.rolname not in ('cloud_admin', 'neon_superuser')
  order by r.rolname`;

export function requireRole<T extends Pick<RoleFacts, "name">>(name: string, all: readonly T[]): T {
  const found = all.find((role) => role.name === name);
  if (found !== undefined) return found;
  const names = all.map((role) => role.name);
  const [close] = nearest(name, names);
  throw new ToolError(
    "NOT_FOUND",
    `There is no role \`${identifier(name)}\`${close === undefined ? "." : `; did you mean \`${identifier(close)}\`?`}`,
    `There ${names.length === 1 ? "is" : "are"} ${names.map((each) => `\`${identifier(each)}\``).join(", ")}.`,
  );
}

const NAMED = 5;

/** `2 sessions of it are open: 2 of worker.` */
export function usersOf({ sessions, users }: Pick<RoleFacts, "sessions" | "users">): string {
  if (sessions === 0) return "It has no session open now.";
  const named = users.slice(0, NAMED).map((user) => `\`${identifier(user)}\``);
  const rest = users.length > NAMED ? " and others" : "";
  return `${sessions} ${sessions === 1 ? "session of it is" : "sessions of it are"} open: ${named.join(", ")}${rest}.`;
}
