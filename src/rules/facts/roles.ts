import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";

export interface RoleFact {
  readonly name: string;
  readonly superuser: boolean;
  readonly inherit: boolean;
  readonly createRole: boolean;
  readonly createDb: boolean;
  readonly login: boolean;
  readonly replication: boolean;
  readonly bypassRls: boolean;
  /** ISO 8601; null is never. */
  readonly validUntil: string | null;
  readonly expired: boolean;
  /** Postgres's own (`pg_*`), the superuser of initdb, and what a Neon's computes need. */
  readonly builtIn: boolean;
  /** Objects in this database and shared ones that it owns. */
  readonly owns: number;
  /** Privileges and policies, in any database, that name it. */
  readonly named: number;
  /** Settings by `ALTER ROLE`, here or everywhere. */
  readonly settings: readonly string[];
}

export interface Membership {
  readonly role: string;
  readonly member: string;
  readonly grantor: string;
  readonly admin: boolean;
  /** By this membership alone. */
  readonly inherit: boolean;
  readonly set: boolean;
}

/** A role that another is a member of, directly or through others. */
export interface Reach {
  readonly member: string;
  readonly role: string;
  /** It has the other's privileges without more ado. */
  readonly inherits: boolean;
  /** It may SET ROLE to it. */
  readonly sets: boolean;
}

/** Roles that Neon's own programs connect as, or that are there for what they grant. */
const NEON =
  "{cloud_admin,neon_superuser,neon_service,databricks_superuser,databricks_control_plane}";

const roles = `
  select r.rolname as name, r.rolsuper as superuser, r.rolinherit as inherit, r.rolcreaterole as "createRole",
         r.rolcreatedb as "createDb", r.rolcanlogin as login, r.rolreplication as replication, r.rolbypassrls as "bypassRls",
         case when isfinite(r.rolvaliduntil) then r.rolvaliduntil::text end as "validUntil",
         coalesce(r.rolvaliduntil < pg_catalog.now(), false) as expired,
         r.oid < 16384 or r.rolname = any ('${NEON}') as "builtIn",
         (select count(*) from pg_catalog.pg_shdepend d where d.refclassid = 'pg_catalog.pg_authid'::regclass and d.refobjid = r.oid
            and d.deptype = 'o' and d.dbid in (0, (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()))) as owns,
         (select count(*) from pg_catalog.pg_shdepend d where d.refclassid = 'pg_catalog.pg_authid'::regclass and d.refobjid = r.oid) as named,
         coalesce((select pg_catalog.json_agg(setting) from pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) as setting
            where s.setrole = r.oid and s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()))), '[]') as settings
    from pg_catalog.pg_roles r
   where r.rolname !~ '^pg_'
   order by r.rolname`;

/** Before 16, a member inherits and may become whatever it is a member of. */
const memberships = `
  select g.rolname as role, m.rolname as member, pg_catalog.pg_get_userbyid(a.grantor) as grantor, a.admin_option as admin,
         coalesce((pg_catalog.to_jsonb(a) ->> 'inherit_option')::boolean, m.rolinherit) as inherit,
         coalesce((pg_catalog.to_jsonb(a) ->> 'set_option')::boolean, true) as set
    from pg_catalog.pg_auth_members a
    join pg_catalog.pg_roles g on g.oid = a.roleid
    join pg_catalog.pg_roles m on m.oid = a.member
   where m.rolname !~ '^pg_'
   order by 1, 2, 3`;

const reach = (version: number): string => `
  with recursive path (member, role) as (
    select member, roleid from pg_catalog.pg_auth_members
    union
    select p.member, a.roleid from path p join pg_catalog.pg_auth_members a on a.member = p.role
  )
  select m.rolname as member, g.rolname as role,
         pg_catalog.pg_has_role(p.member, p.role, 'USAGE') as inherits,
         pg_catalog.pg_has_role(p.member, p.role, '${version >= 160000 ? "SET" : "MEMBER"}') as sets
    from path p
    join pg_catalog.pg_roles m on m.oid = p.member
    join pg_catalog.pg_roles g on g.oid = p.role
   where m.rolname !~ '^pg_'
   order by 1, 2`;

export interface RoleFacts {
  readonly roles: readonly RoleFact[];
  readonly memberships: readonly Membership[];
  readonly reach: readonly Reach[];
}

/** The roles of the cluster; every role may see them, but for their passwords. */
export async function readRoles(session: Session): Promise<RoleFacts> {
  return {
    roles: await jsonRows<RoleFact>(session, roles),
    memberships: await jsonRows<Membership>(session, memberships),
    reach: await jsonRows<Reach>(session, reach(session.version)),
  };
}
