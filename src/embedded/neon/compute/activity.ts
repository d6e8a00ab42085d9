import type { Client } from "pg";

/**
 * When a client last did something, as Neon sees it: now, while a statement runs or a transaction is open or WAL is streamed; otherwise
 * when the last of the sessions that are there became idle. Undefined without any session.
 */
export async function lastActivity(client: Client): Promise<Date | undefined> {
  const { rows } = await client.query<{ at: Date | null }>({
    name: "activity",
    text: `select max(case when state = 'idle' then state_change else clock_timestamp() end) as at
           from pg_stat_activity
           where backend_type in ('client backend', 'walsender')
             and not (usesysid = 10 and application_name like 'neon-dba %')`,
  });
  return rows[0]?.at ?? undefined;
}
