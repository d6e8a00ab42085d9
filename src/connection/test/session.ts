import type { Finding } from "../../core/finding.ts";
import type { Wire } from "../../postgres/wire.ts";
import { rowsOf, valueOf } from "./wire.ts";

/** Who one is there, and what one may. */
export interface RoleFacts {
  readonly name: string;
  readonly superuser: boolean;
  readonly bypass_rls: boolean;
  readonly create_db: boolean;
  readonly create_role: boolean;
  readonly replication: boolean;
  /** Granted to it, not what comes with those. */
  readonly member_of: readonly string[];
  readonly can_create_in_public: boolean;
  /** Of the tables that are not the system's: how many it may read, and write. */
  readonly tables: { readonly all: number; readonly readable: number; readonly writable: number };
}

export async function readRole(wire: Wire): Promise<RoleFacts> {
  const [[name, superuser, bypass, db, roles, replication, inPublic] = []] = await rowsOf(
    wire,
    `select r.rolname::text, r.rolsuper, r.rolbypassrls, r.rolcreatedb, r.rolcreaterole, r.rolreplication,
            coalesce((select pg_catalog.has_schema_privilege(n.oid, 'create') from pg_catalog.pg_namespace n where n.nspname = 'public'), false)
     from pg_catalog.pg_roles r where r.rolname = current_user`,
  );
  const groups = await rowsOf(
    wire,
    `select distinct g.rolname::text from pg_catalog.pg_auth_members a
     join pg_catalog.pg_roles g on g.oid = a.roleid join pg_catalog.pg_roles m on m.oid = a.member
     where m.rolname = current_user order by 1 limit 30`,
  );
  const [[all, readable, writable] = []] = await rowsOf(
    wire,
    `select pg_catalog.count(*), pg_catalog.count(*) filter (where pg_catalog.has_table_privilege(c.oid, 'select')),
            pg_catalog.count(*) filter (where pg_catalog.has_table_privilege(c.oid, 'insert'))
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
  );
  return {
    name: name ?? "",
    superuser: superuser === "t",
    bypass_rls: bypass === "t",
    create_db: db === "t",
    create_role: roles === "t",
    replication: replication === "t",
    member_of: groups.map(([group]) => group ?? ""),
    can_create_in_public: inPublic === "t",
    tables: { all: Number(all), readable: Number(readable), writable: Number(writable) },
  };
}

/** `vector 0.8.0`, and what is installed behind what the server has. */
export async function readExtensions(wire: Wire): Promise<readonly string[]> {
  const rows = await rowsOf(
    wire,
    `select e.extname::text, e.extversion, a.default_version
     from pg_catalog.pg_extension e left join pg_catalog.pg_available_extensions a on a.name = e.extname
     order by e.extname`,
  );
  return rows.map(([name, version, latest]) =>
    latest === null || latest === undefined || latest === version
      ? `${name} ${version}`
      : `${name} ${version} (${latest} is there)`,
  );
}

export interface Clock {
  /** Server minus this machine. */
  readonly skew_ms: number;
  /** Half of the time that the question took. */
  readonly within_ms: number;
}

const FEW = 3;
/** A clock that is further off than this makes tokens and certificates look wrong. */
const SKEW_MS = 2000;

/** The fastest of three questions tells most exactly. */
export async function readClock(wire: Wire): Promise<Clock> {
  const readings: Clock[] = [];
  for (let time = 0; time < FEW; time += 1) {
    const before = Date.now();
    const seconds = await valueOf(
      wire,
      "select pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())",
    );
    const after = Date.now();
    const skew = Number(seconds) * 1000 - (before + after) / 2;
    readings.push({ skew_ms: Math.round(skew), within_ms: Math.ceil((after - before) / 2) });
  }
  const [best] = readings.toSorted((a, b) => a.within_ms - b.within_ms);
  return best ?? { skew_ms: 0, within_ms: 0 };
}

export function clockFindings({ skew_ms: skew, within_ms: within }: Clock): Finding[] {
  if (Math.abs(skew) - within < SKEW_MS) return [];
  return [
    finding(
      "clock-skew",
      "warning",
      "clock",
      `The server's clock is ${Math.abs(skew)} ms ${skew > 0 ? "ahead of" : "behind"} this machine's: tokens, expiries and now() disagree. Synchronize this machine by NTP.`,
    ),
  ];
}

export function roleFindings(role: RoleFacts): Finding[] {
  const { superuser, bypass_rls: bypasses } = role;
  if (!superuser && !bypasses) return [];
  const which = superuser ? "is a superuser" : "has BYPASSRLS, as every role that Neon's API makes";
  return [
    finding(
      "role-bypasses-rls",
      "warning",
      "role",
      `The role ${which}: row-level security does not apply to it. For an application make one that is held to it: manage_role with {"action":"create","via":"sql"}, its name, and \`to\`.`,
    ),
  ];
}

/** Measured, as everything here. */
export const finding = (
  rule: string,
  level: Finding["level"],
  object: string,
  message: string,
): Finding => ({ rule, level, object, message, evidence: "measured", key: `${rule}:${object}` });
