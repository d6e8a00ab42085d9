import type { Client } from "pg";
import { connectAsSuperuser } from "../../connection.ts";
import { syncDataDirectory } from "../../initdb.ts";
import { launch, logTail } from "../../launch.ts";
import type { Settings } from "../../settings.ts";
import { ensureWatchdog } from "../../watchdog.ts";
import { readPassword } from "../storage/credentials.ts";
import { placeOf } from "../storage/store.ts";
import type { Data, Store } from "../storage/store.ts";
import { endPostgres } from "./end-postgres.ts";
import { neonSettings } from "./settings.ts";

/** Without a process of ours: it is ended, and what it worked on is a draft of a dead maker. */
export const WATCHDOG_SECONDS = 20;

/** Sessions on a Postgres that nobody else knows of. The caller ends none of them. */
export type Connect = (database?: string) => Promise<Client>;

/** Runs a Postgres on a draft for the time of the work, and shuts it down properly. Throws its last words where it does not start. */
export async function withPrivatePostgres<T>(
  store: Store,
  draft: Data,
  settings: Settings,
  signal: AbortSignal,
  work: (connect: Connect) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const abort = (): void => void endPostgres(draft.pgdata, "immediate");
  const clients: Client[] = [];
  signal.addEventListener("abort", abort, { once: true });
  try {
    // Nothing of a draft has to outlive a crash until it is whole; then all goes to the disk at once.
    const own = { ...neonSettings, fsync: "off", ...settings };
    const postmaster = await launch(placeOf(store, draft), own, draft.log);
    signal.throwIfAborted();
    if (postmaster === undefined) throw new Error(logTail(draft.log));
    const { pid, port } = postmaster;
    const password = readPassword(draft);
    const { bin } = store.installation;
    await ensureWatchdog({ pid, port, password, bin, suspendSeconds: WATCHDOG_SECONDS });
    const result = await work(async (database) => {
      const client = await connectAsSuperuser(port, password, "neon-dba control", database);
      clients.push(client);
      return client;
    });
    await endPostgres(draft.pgdata, "fast");
    await syncDataDirectory(placeOf(store, draft));
    signal.throwIfAborted();
    return result;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
    await endPostgres(draft.pgdata, "immediate");
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}
