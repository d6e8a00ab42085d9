import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { clusters, clustersOf } from "./cluster.ts";
import type { Home } from "./home.ts";
import { readPostmaster } from "./postmaster.ts";

/** Ends every Postgres of the shadow cluster, whoever uses it, and deletes it and the home's copy of the binaries. */
export async function destroy(home: Home): Promise<void> {
  for (const { data } of clusters(home)) await end(data);
  for (const folder of [clustersOf(home), join(home.path, "postgres")])
    rmSync(folder, { recursive: true, force: true });
}

/** A fast shutdown: sessions are ended, what is committed is kept. */
async function end(data: string): Promise<void> {
  const running = readPostmaster(data);
  if (running !== undefined) process.kill(running.pid, "SIGINT");
  while (readPostmaster(data) !== undefined) await sleep(20);
}
