import type { Session } from "../core/session.ts";
import type { HealthContext } from "./area.ts";

type Asked = Pick<HealthContext, "target" | "deps" | "call" | "sloMs" | "compute" | "timeScale">;

interface Facts extends Record<string, unknown> {
  readonly extensions: string;
  readonly started: string;
  readonly seesAll: boolean;
  readonly isNeon: boolean;
}

const sql = `
select (select coalesce(pg_catalog.json_object_agg(e.extname, e.extversion), '{}') from pg_catalog.pg_extension e)::text as extensions,
       pg_catalog.to_char(pg_catalog.pg_postmaster_start_time() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as started,
       pg_catalog.pg_has_role('pg_read_all_stats', 'usage') as "seesAll",
       exists (select from pg_catalog.pg_roles where rolname = 'neon_superuser') as "isNeon"`;

/** What all areas want to know, by one query; as the role that reads, which is another one within transactions. */
export async function readContext(session: Session, asked: Asked): Promise<HealthContext> {
  const options = { access: "read only", statementTimeoutMs: 5_000 } as const;
  const [facts] = await session.transaction(options, () => session.query<Facts>(sql));
  const extensions = JSON.parse(facts?.extensions ?? "{}") as Record<string, string>;
  return {
    ...asked,
    session,
    extensions: new Map(Object.entries(extensions)),
    startedAt: new Date(facts?.started ?? 0),
    seesAll: facts?.seesAll === true,
    isNeon: session.target.deployment !== "url" || facts?.isNeon === true,
  };
}
