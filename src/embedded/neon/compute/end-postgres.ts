import { setTimeout as sleep } from "node:timers/promises";
import { readPostmaster } from "../../postmaster.ts";

const POLL_MS = 5;
/** A fast shutdown writes everything to disk; one that hangs is cut off, and the next start recovers. */
const PATIENCE_MS = 60_000;

/**
 * Ends the Postgres on a data directory, whoever started it, and returns when it is gone. `fast` ends sessions and writes a
 * checkpoint; `immediate` leaves the rest to recovery.
 */
export async function endPostgres(pgdata: string, how: "fast" | "immediate"): Promise<void> {
  const began = Date.now();
  let told: "SIGINT" | "SIGQUIT" | undefined;
  for (;;) {
    const running = readPostmaster(pgdata);
    if (running === undefined) return;
    const wanted = how === "immediate" || Date.now() - began > PATIENCE_MS ? "SIGQUIT" : "SIGINT";
    if (told !== wanted) kill(running.pid, (told = wanted));
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
