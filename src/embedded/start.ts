import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../core/errors.ts";
import { clustersOf, findCluster, makeCluster, readCredentials } from "./cluster.ts";
import type { Cluster, ClusterKind } from "./cluster.ts";
import { sweepDrafts } from "./home.ts";
import type { Home } from "./home.ts";
import type { Place } from "./initdb.ts";
import type { Installation } from "./installation.ts";
import { launch, logTail } from "./launch.ts";
import { dataVersion, readPostmaster, wasShutDown } from "./postmaster.ts";
import type { Postmaster } from "./postmaster.ts";
import { settings } from "./settings.ts";
import { ensureWatchdog } from "./watchdog.ts";

export interface StartRequest {
  readonly home: Home;
  readonly installation: Installation;
  readonly kind: ClusterKind;
  readonly suspendSeconds: number;
}

type Progress = (message: string) => void;

/** Tries before a cluster counts as broken; the waits between them add up to 1.5 s. */
const TRIES = 5;

/**
 * Sees to it that the cluster exists, that a Postgres runs on it, and that a watchdog looks after that. Any number of processes may
 * do this at the same time. Throws UNAVAILABLE with the last words of the log.
 */
export async function start(request: StartRequest, progress: Progress): Promise<void> {
  const { home, installation, kind } = request;
  sweepDrafts(clustersOf(home));
  let cluster = findCluster(home, kind);
  if (cluster === undefined || (kind === "shadow" && isDoubtful(cluster)))
    cluster = await make(request, progress);
  checkVersion(cluster, installation);
  progress("Starting Postgres");
  let trouble = await run(request, cluster);
  if (trouble !== undefined && kind === "shadow") {
    cluster = await make(request, progress);
    trouble = await run(request, cluster);
  }
  if (trouble !== undefined)
    throw new ToolError(
      "UNAVAILABLE",
      `Postgres does not start on \`${cluster.data}\`.`,
      `Read \`${logOf(cluster)}\`; a copy of the folder keeps the data while you try.`,
      { quoted: trouble },
    );
}

const logOf = (cluster: Cluster): string => join(cluster.path, "log");

async function make(request: StartRequest, progress: Progress): Promise<Cluster> {
  progress(`Creating the ${request.kind} cluster`);
  return makeCluster(request.home, request.installation, request.kind);
}

/** Written without fsync and not shut down: what is in it cannot be trusted. Looks twice, because others start and stop it. */
function isDoubtful({ data }: Cluster): boolean {
  const inDoubt = (): boolean => readPostmaster(data) === undefined && !wasShutDown(data);
  return inDoubt() && inDoubt();
}

function checkVersion(cluster: Cluster, installation: Installation): void {
  const major = dataVersion(cluster.data);
  if (major !== undefined && major !== installation.version.split(".")[0])
    throw new ToolError(
      "UNAVAILABLE",
      `The data in \`${cluster.path}\` is of Postgres ${major}, and the binaries are ${installation.version}.`,
      `Set NEON_DBA_PG_BIN to the \`bin\` folder of a Postgres ${major}, or NEON_DBA_HOME to an empty folder.`,
    );
}

/** Returns when a Postgres runs, ours or one that another process started, and is watched; or what keeps it from that. */
async function run(request: StartRequest, cluster: Cluster): Promise<string | undefined> {
  const { home, installation, kind } = request;
  const place: Place = { data: cluster.data, installation, account: home.account };
  let trouble = "";
  for (let attempt = 0, wait = 50; attempt < TRIES; wait *= 2) {
    const running = readPostmaster(cluster.data);
    if (running?.ready === false) {
      // It starts, recovers or stops: it will change state by itself, however long that takes.
      await sleep(20);
      continue;
    }
    const launched = running ?? (await launch(place, settings[kind], logOf(cluster)));
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
