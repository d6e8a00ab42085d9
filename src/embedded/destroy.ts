import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { clusters } from "./cluster.ts";
import type { Home } from "./home.ts";
import { readPostmaster } from "./postmaster.ts";

/** Ends every Postgres of the home, whoever uses it, and deletes its clusters and its copy of the binaries. */
export async function destroy(home: Home): Promise<void> {
  for (const kind of ["main", "shadow"] as const)
    for (const { data } of clusters(home, kind)) await end(data);
  for (const name of ["clusters", "postgres"])
    rmSync(join(home.path, name), { recursive: true, force: true });
}

/** A fast shutdown: sessions are ended, what is committed is kept. */
async function end(data: string): Promise<void> {
  const running = readPostmaster(data);
  if (running !== undefined) process.kill(running.pid, "SIGINT");
  while (readPostmaster(data) !== undefined) await sleep(20);
}
