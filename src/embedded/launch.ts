import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { asAccount } from "./account.ts";
import type { Place } from "./initdb.ts";
import { readPostmaster, removeStaleLock } from "./postmaster.ts";
import type { Postmaster } from "./postmaster.ts";
import { plainEnvironment } from "./process.ts";
import type { Settings } from "./settings.ts";

const LOG_BYTES = 1_000_000;
const POLL_MS = 10;
const TRIES = 3;
/** As the C library tells it, in the log. */
const TAKEN = "Address already in use";

/**
 * Starts Postgres in a session of its own, so that it outlives us, and waits until it takes connections: about 70 ms, longer when
 * it recovers from a crash. Undefined when it ended instead: another process started one, or it is broken; `log` knows. Postgres
 * itself sees to it that there is one at most on a data directory.
 */
export async function launch(
  place: Place,
  settings: Settings,
  log: string,
): Promise<Postmaster | undefined> {
  for (let tries = 1; ; tries++) {
    const launched = await launchOnce(place, settings, log);
    // at a port that was free somebody may be faster than Postgres
    if (launched !== undefined || tries === TRIES || !logTail(log).includes(TAKEN)) return launched;
  }
}

async function launchOnce(
  place: Place,
  settings: Settings,
  log: string,
): Promise<Postmaster | undefined> {
  const { data, installation, account } = place;
  removeStaleLock(data);
  const port = await freePort();
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const output = openLog(log);
  const child = spawn(
    join(installation.bin, "postgres"),
    ["-D", data, "-p", String(port), ...options],
    {
      ...asAccount(account),
      cwd: data,
      env: plainEnvironment(),
      detached: true,
      stdio: ["ignore", output, output],
    },
  );
  closeSync(output);
  let ended = false;
  child.once("exit", () => (ended = true));
  child.once("error", () => (ended = true));
  child.unref();
  while (!ended) {
    const postmaster = readPostmaster(data);
    if (postmaster?.ready === true && postmaster.pid === child.pid) return postmaster;
    await sleep(POLL_MS);
  }
  return undefined;
}

/** The last words in the log. */
export function logTail(log: string, lines = 12): string {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
}

/** Appends; begins anew where the file has grown too large, and keeps the one before. */
function openLog(log: string): number {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES) renameSync(log, `${log}.1`);
  return openSync(log, "a", 0o600);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening, failed) => {
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", listening);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
