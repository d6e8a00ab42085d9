import { join } from "node:path";
import { connectAsSuperuser } from "./connection.ts";
import { LEASE, WATCHDOG } from "./locks.ts";

export interface Watch {
  readonly port: number;
  /** Of the superuser. */
  readonly password: string;
  /** Of the postmaster. */
  readonly pid: number;
  readonly bin: string;
  /** How long the compute stays without a client. */
  readonly suspendSeconds: number;
}

/**
 * Leaves a session behind in Postgres that ends Postgres when no client has been there for a while. No process of ours stays: a
 * backend does not notice that its client is gone while it runs a statement. What counts as a client is a TCP connection, which the
 * kernel closes whatever happens to its process. Does nothing where such a session is already there.
 */
export async function ensureWatchdog(watch: Watch): Promise<void> {
  const client = await connectAsSuperuser(watch.port, watch.password, "neon-dba watchdog");
  try {
    await client.query("set client_connection_check_interval = 0; set statement_timeout = 0");
    const { rows } = await client.query<{ alone: boolean }>(
      `select pg_try_advisory_lock(${WATCHDOG}) as alone`,
    );
    if (rows[0]?.alone === true) await begin(client, watchLoop(watch));
  } finally {
    client.connection.stream.destroy();
  }
}

/** Sends the statement and returns as soon as it says that it runs; it never answers. */
function begin(client: Awaited<ReturnType<typeof connectAsSuperuser>>, sql: string): Promise<void> {
  return new Promise((runs, failed) => {
    client.once("notice", () => runs());
    client.query(sql).catch(failed);
  });
}

/**
 * Every round is a transaction of its own: nothing old holds back VACUUM or CREATE INDEX CONCURRENTLY, and the view shows the present.
 * The lease closes the gap between the last look and the end: who holds it is about to connect, who waits for it will find the
 * compute gone and start it again.
 */
const watchLoop = ({ pid, bin, suspendSeconds }: Watch): string => `
do $watchdog$
declare
  idle_since timestamptz := clock_timestamp();
begin
  raise notice 'watching';
  loop
    perform pg_sleep(${Math.min(0.5, suspendSeconds / 4)});
    if exists (
      select from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()
        and not (application_name = 'neon-dba monitor' and usesysid = 10)
    ) then
      idle_since := clock_timestamp();
    elsif clock_timestamp() > idle_since + interval '${suspendSeconds} s' then
      if pg_try_advisory_lock(${LEASE}) then
        begin
          ${endPostmaster(bin, pid)};
          perform pg_sleep(60);
        exception when others then
          raise log 'the watchdog could not end Postgres: %', sqlerrm;
        end;
        perform pg_advisory_unlock(${LEASE});
      end if;
      idle_since := clock_timestamp();
    end if;
    commit;
  end loop;
end
$watchdog$`;

/** A fast shutdown. SQL cannot send a signal to the postmaster, but pg_ctl can, on every platform. */
function endPostmaster(bin: string, pid: number): string {
  const program = join(bin, "pg_ctl");
  const quoted =
    process.platform === "win32" ? `"${program}.exe"` : `'${program.replaceAll("'", "'\\''")}'`;
  const command = `${quoted} kill INT ${pid}`.replaceAll("'", "''");
  return `copy (select where false) to program '${command}'`;
}
