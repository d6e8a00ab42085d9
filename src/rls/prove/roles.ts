import type { Session } from "../../core/session.ts";
import type { StatedRole } from "./load-ddl.ts";

/** What a role may do by itself, and as whom else it may act. */
export interface RoleFacts {
  readonly role: string;
  readonly superuser: boolean;
  readonly bypassRls: boolean;
  readonly replication: boolean;
  readonly canLogin: boolean;
  /** Roles of which it is a member, over any number of steps. */
  readonly memberOf: readonly string[];
}

export async function readRoles(session: Session): Promise<RoleFacts[]> {
  return session.query<{ [K in keyof RoleFacts]: RoleFacts[K] }>(
    String.raw`with recursive reached (member, roleid) as (
       select member, roleid from pg_catalog.pg_auth_members
       union
       select r.member, m.roleid from reached r join pg_catalog.pg_auth_members m on m.member = r.roleid
     )
     select rolname as role, rolsuper as superuser, rolbypassrls as "bypassRls",
            rolreplication as replication, rolcanlogin as "canLogin",
            coalesce((select pg_catalog.json_agg(g.rolname order by g.rolname)
                      from reached join pg_catalog.pg_roles g on g.oid = roleid where member = r.oid), '[]') as "memberOf"
     from pg_catalog.pg_roles r where rolname !~ '^shadow_[0-9a-f]{12}$' order by rolname`,
  );
}

/** With the attributes that DDL states. */
export function withStated(
  roles: readonly RoleFacts[],
  stated: readonly StatedRole[],
): RoleFacts[] {
  const said = new Map(stated.map((item) => [item.role, item]));
  return roles.map((facts) => {
    const { superuser = facts.superuser, bypassRls = facts.bypassRls } = said.get(facts.role) ?? {};
    return { ...facts, superuser, bypassRls };
  });
}
