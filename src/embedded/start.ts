import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../core/errors.ts";
import { findCluster, makeCluster, readCredentials } from "./cluster.ts";
import type { Cluster, ClusterKind } from "./cluster.ts";
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

/** Tries before a cluster counts as broken; the waits between them add up to 5 s. */
const TRIES = 6;

/**
 * Sees to it that the cluster exists, that a Postgres runs on it, and that a watchdog looks after that. Any number of processes may
 * do this at the same time. Throws UNAVAILABLE with the last words of the log.
 */
export async function start(request: StartRequest, progress: Progress): Promise<void> {
  const { home, installation, kind, suspendSeconds } = request;
  let cluster = findCluster(home, kind);
  if (cluster === undefined || (kind === "shadow" && isDoubtful(cluster)))
    cluster = await make(request, progress);
  checkVersion(cluster, installation);
  let postmaster = await run(request, cluster, progress);
  if (postmaster === undefined && kind === "shadow") {
    cluster = await make(request, progress);
    postmaster = await run(request, cluster, progress);
  }
  if (postmaster === undefined)
    throw new ToolError(
      "UNAVAILABLE",
      `Postgres does not start on \`${cluster.data}\`.`,
      `Read \`${logOf(cluster)}\`; a copy of the folder keeps the data while you try.`,
      { quoted: logTail(logOf(cluster)) },
    );
  const { superuser: password } = readCredentials(cluster);
  const { pid, port } = postmaster;
  await ensureWatchdog({ port, password, pid, bin: installation.bin, suspendSeconds });
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

/** The running Postgres, ours or one that another process started in the meantime. Undefined when it does not start. */
async function run(
  { home, installation, kind }: StartRequest,
  cluster: Cluster,
  progress: Progress,
): Promise<Postmaster | undefined> {
  progress("Starting Postgres");
  const place: Place = { data: cluster.data, installation, account: home.account };
  for (let attempt = 0, wait = 50; attempt < TRIES; wait *= 2) {
    const running = readPostmaster(cluster.data);
    if (running?.ready === true) return running;
    if (running !== undefined) {
      // It starts, recovers or stops: it will change state by itself, however long that takes.
      await sleep(20);
      wait = 50;
      continue;
    }
    const launched = await launch(place, settings[kind], logOf(cluster));
    if (launched !== undefined) return launched;
    attempt += 1;
    await sleep(wait);
  }
  return undefined;
}
