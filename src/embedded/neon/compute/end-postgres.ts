import { setTimeout as sleep } from "node:timers/promises";
import { readPostmaster } from "../../postmaster.ts";
import { wasStartedWith } from "../../process.ts";

const POLL_MS = 5;
/** A fast shutdown writes everything to disk; one that hangs is cut off, and the next start recovers. */
const PATIENCE_MS = 60_000;

/**
 * Ends the Postgres on a data directory, whoever started it, and returns when it is gone. `fast` ends sessions and writes a
 * checkpoint; `immediate` leaves the rest to recovery.
 */
export async function endPostgres(pgdata: string, how: "fast" | "immediate"): Promise<void> {
  const running = readPostmaster(pgdata);
  if (running === undefined) return;
  const began = Date.now();
  kill(running.pid, how === "fast" ? "SIGINT" : "SIGQUIT");
  // Its lock file goes first, and the process a little later.
  while (wasStartedWith(running.pid, pgdata)) {
    if (Date.now() - began > PATIENCE_MS) kill(running.pid, "SIGQUIT");
    await sleep(POLL_MS);
  }
}

function kill(pid: number, signal: "SIGINT" | "SIGQUIT"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended by itself
  }
}
