import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../core/errors.ts";
import { clustersOf, findCluster, isFit, makeCluster, readCredentials } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { sweepDrafts } from "./home.ts";
import type { Home } from "./home.ts";
import type { Place } from "./initdb.ts";
import type { Installation } from "./installation.ts";
import { launch, logTail } from "./launch.ts";
import { readPostmaster, wasShutDown } from "./postmaster.ts";
import type { Postmaster } from "./postmaster.ts";
import { shadowSettings } from "./settings.ts";
import { ensureWatchdog } from "./watchdog.ts";

export interface StartRequest {
  readonly home: Home;
  readonly installation: Installation;
  readonly suspendSeconds: number;
}

/** Tries before a cluster counts as broken; the waits between them add up to 1.5 s. */
const TRIES = 5;

/**
 * Sees to it that the shadow cluster exists, that a Postgres runs on it, and that a watchdog looks after that; one that does not
 * serve is made again. Any number of processes may do this at the same time. Throws UNAVAILABLE with the last words of the log.
 */
export async function start(request: StartRequest): Promise<void> {
  const { home, installation } = request;
  sweepDrafts(clustersOf(home));
  const found = findCluster(home);
  if (found !== undefined && isSound(found, installation))
    if ((await run(request, found)) === undefined) return;
  const cluster = await makeCluster(home, installation);
  const trouble = await run(request, cluster);
  if (trouble !== undefined)
    throw new ToolError(
      "UNAVAILABLE",
      `Postgres does not start on \`${cluster.data}\`.`,
      `Read \`${logOf(cluster)}\`; the operating system may be short of memory.`,
      { quoted: trouble },
    );
}

const logOf = (cluster: Cluster): string => join(cluster.path, "log");

/** Fit for shadows and twins, and nothing says that it cannot be trusted. */
const isSound = (cluster: Cluster, installation: Installation): boolean =>
  isFit(cluster, installation) && !isDoubtful(cluster);

/** Written without fsync and not shut down: what is in it cannot be trusted. Looks twice, because others start and stop it. */
function isDoubtful({ data }: Cluster): boolean {
  const inDoubt = (): boolean => readPostmaster(data) === undefined && !wasShutDown(data);
  return inDoubt() && inDoubt();
}

/** Returns when a Postgres runs, ours or one that another process started, and is watched; or what keeps it from that. */
async function run(request: StartRequest, cluster: Cluster): Promise<string | undefined> {
  const { home, installation } = request;
  const place: Place = { data: cluster.data, installation, account: home.account };
  let trouble = "";
  for (let attempt = 0, wait = 50; attempt < TRIES; wait *= 2) {
    const running = readPostmaster(cluster.data);
    if (running?.ready === false) {
      // It starts, recovers or stops: it will change state by itself, however long that takes.
      await sleep(20);
      continue;
    }
    const launched = running ?? (await launch(place, shadowSettings, logOf(cluster)));
    if (launched !== undefined) {
      const refused = await watch(request, cluster, launched);
      if (refused === undefined) return undefined;
      trouble = `${refused}\n`;
      // It took no connection, so nobody uses it.
      if (running === undefined) kill(launched.pid);
    }
    attempt += 1;
    await sleep(wait);
  }
  return trouble + logTail(logOf(cluster));
}

/** The error, where Postgres is ready and does not let us in all the same: it ends just now, or its catalogs are broken. */
async function watch(
  { installation, suspendSeconds }: StartRequest,
  cluster: Cluster,
  { pid, port }: Postmaster,
): Promise<string | undefined> {
  const { superuser: password } = readCredentials(cluster);
  try {
    await ensureWatchdog({ pid, port, password, bin: installation.bin, suspendSeconds });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGINT");
  } catch {
    // it has ended by itself
  }
}
