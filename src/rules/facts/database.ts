import type { Session } from "../../core/session.ts";
import type { Grant } from "../../postgres/catalog/model/common.ts";
import { parseItem } from "../../postgres/catalog/read/grants.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";

export interface DatabaseFacts {
  readonly name: string;
  readonly owner: string;
  /** The session's role. */
  readonly user: string;
  readonly grants: readonly Grant[];
  /** Settings by `ALTER DATABASE`, and by `ALTER ROLE ALL`. */
  readonly set: readonly string[];
  /** Those of `WATCHED` that this role may see. */
  readonly settings: ReadonlyMap<string, string>;
  /** How this session came: over TLS; from another machine. */
  readonly tls: boolean;
  readonly remote: boolean;
}

/** What decides about safety on the way, of passwords, and of traces. */
const WATCHED =
  "{ssl,password_encryption,row_security,log_connections,log_statement,log_min_error_statement,log_parameter_max_length,event_triggers,session_replication_role,allow_system_table_mods,shared_preload_libraries,ssl_min_protocol_version}";

const database = `
  select d.datname as name, pg_catalog.pg_get_userbyid(d.datdba) as owner, current_user as user,
         coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))::text[] as acl,
         coalesce((select pg_catalog.json_agg(setting) from pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) as setting
            where s.setrole = 0 and s.setdatabase in (0, d.oid)), '[]') as set,
         coalesce((select pg_catalog.json_object_agg(name, setting) from pg_catalog.pg_settings where name = any ('${WATCHED}')), '{}') as settings,
         coalesce((select ssl from pg_catalog.pg_stat_ssl where pid = pg_catalog.pg_backend_pid()), false) as tls,
         coalesce(not pg_catalog.inet_client_addr() <<= '127.0.0.0/8' and not pg_catalog.inet_client_addr() <<= '::1/128', false) as remote
    from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()`;

export async function readDatabase(session: Session): Promise<DatabaseFacts> {
  const [row] = await jsonRows<
    Omit<DatabaseFacts, "grants" | "settings"> & {
      readonly acl: readonly string[];
      readonly settings: Record<string, string>;
    }
  >(session, database);
  if (row === undefined) throw new Error("the session's database is not in pg_database");
  const { acl, settings, ...rest } = row;
  return { ...rest, grants: acl.map(parseItem), settings: new Map(Object.entries(settings)) };
}
