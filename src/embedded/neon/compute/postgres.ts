import { setTimeout as sleep } from "node:timers/promises";
import { isRetryable } from "../../../postgres/errors.ts";
import { connectAsSuperuser } from "../../connection.ts";
import { launch, logTail } from "../../launch.ts";
import { readPostmaster } from "../../postmaster.ts";
import type { Postmaster } from "../../postmaster.ts";
import type { Settings } from "../../settings.ts";
import { ensureWatchdog } from "../../watchdog.ts";
import { readPassword } from "../storage/credentials.ts";
import { placeOf } from "../storage/store.ts";
import type { Data, Store } from "../storage/store.ts";
import { WATCHDOG_SECONDS } from "./private-postgres.ts";
import type { Client } from "pg";

/** A Postgres that takes connections, and our session that says when it has ended. */
export interface Running {
  readonly port: number;
  readonly control: Client;
}

/** Tries before a data directory counts as broken; the waits between them add up to 1.5 s. */
const TRIES = 5;

/**
 * Starts Postgres on the data directory, or joins the one that a process before us left there. The session that it returns keeps the
 * watchdog from ending it. Throws an Error with the last words of the log.
 */
export async function runPostgres(store: Store, data: Data, settings: Settings): Promise<Running> {
  let trouble = "";
  for (let attempt = 0, wait = 50; attempt < TRIES; wait *= 2) {
    const running = readPostmaster(data.pgdata);
    if (running?.ready === false) {
      // It starts, recovers or stops: it will change state by itself, however long that takes.
      await sleep(20);
      continue;
    }
    const postmaster = running ?? (await launch(placeOf(store, data), settings, data.log));
    if (postmaster !== undefined) {
      try {
        return await join(store, data, postmaster);
      } catch (error) {
        if (!isRetryable(error)) throw error;
        trouble = `${String(error)}\n`;
      }
    }
    attempt += 1;
    await sleep(wait);
  }
  throw new Error(`Postgres does not start: ${trouble}${logTail(data.log)}`);
}

async function join(store: Store, data: Data, { pid, port }: Postmaster): Promise<Running> {
  const password = readPassword(data);
  const control = await connectAsSuperuser(port, password, "neon-dba control");
  const { bin } = store.installation;
  try {
    await ensureWatchdog({ pid, port, password, bin, suspendSeconds: WATCHDOG_SECONDS });
  } catch (error) {
    await control.end().catch(() => {});
    throw error;
  }
  return { port, control };
}
