import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Home } from "../../home.ts";
import { readPostmaster } from "../../postmaster.ts";
import { wasStartedWith } from "../../process.ts";
import { findServing, neonFolder } from "./serving.ts";

/** Ends the local Neon of the home and its computes, whoever uses them, and deletes their data. */
export async function destroyLocalNeon(home: Home): Promise<void> {
  for (let serving = findServing(home); serving?.alive === true; serving = findServing(home)) {
    signal(serving.pid, "SIGTERM");
    while (wasStartedWith(serving.pid, home.path)) await sleep(20);
  }
  // Those that a killed one left.
  for (const data of dataDirectories(home)) await end(data);
  rmSync(neonFolder(home), { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
}

/** Also of drafts: a Postgres runs on some of them. Replicas come before what they follow, which waits for them when it ends. */
function dataDirectories(home: Home): string[] {
  const folders = ["data", "bases"].flatMap((name) => within(join(neonFolder(home), name)));
  const replicas = folders.flatMap((folder) => within(join(folder, "replicas")));
  return [...replicas, ...folders].map((folder) => join(folder, "pgdata"));
}

const within = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];

async function end(data: string): Promise<void> {
  const running = readPostmaster(data);
  if (running !== undefined) signal(running.pid, "SIGINT");
  while (readPostmaster(data) !== undefined) await sleep(20);
}

function signal(pid: number, name: "SIGTERM" | "SIGINT"): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended by itself
  }
}
