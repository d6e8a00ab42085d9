import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { postgresAccount } from "../../src/embedded/account.ts";
import { makeDirectory, openHome } from "../../src/embedded/home.ts";
import type { Home } from "../../src/embedded/home.ts";
import { createDataDirectory } from "../../src/embedded/initdb.ts";
import type { Installation } from "../../src/embedded/installation.ts";
import { launch, logTail } from "../../src/embedded/launch.ts";
import { isAlive } from "../../src/embedded/process.ts";
import { commonSettings } from "../../src/embedded/settings.ts";
import type { Settings } from "../../src/embedded/settings.ts";
import { ensureWatchdog } from "../../src/embedded/watchdog.ts";
import { removeHome } from "./temporary-folder.ts";

export interface Cluster {
  /** Superuser URL, database `postgres`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A folder for Postgres that everybody may pass through, unlike those of `mkdtemp`. */
export const temporaryHome = (parent = tmpdir()): Home =>
  openHome(mkdtempSync(join(parent, "neon-dba-test-")), postgresAccount());

/** A throw-away Postgres: superuser `cloud_admin` on loopback, without fsync. A run that is killed leaves it for ten minutes. */
export async function startCluster(
  home: Home,
  installation: Installation,
  settings: Settings = {},
): Promise<Cluster> {
  const folder = join(home.path, "cluster");
  makeDirectory(home, folder);
  const place = { data: join(folder, "data"), installation, account: home.account };
  const password = randomBytes(12).toString("hex");
  await createDataDirectory(place, { name: "cloud_admin", password });
  const log = join(folder, "log");
  const more = {
    fsync: "off",
    max_connections: "200",
    // plans and statistics change when a test changes them, not when a minute is over
    autovacuum: "off",
    // a run has more statements than the usual 5,000, and those of a test must not be forgotten before it looks at them
    "pg_stat_statements.max": "100000",
  };
  const postmaster = await launch(place, { ...commonSettings, ...more, ...settings }, log);
  if (postmaster === undefined) throw new Error(logTail(log));
  const { pid, port } = postmaster;
  await ensureWatchdog({ pid, port, password, bin: installation.bin, suspendSeconds: 600 });
  return {
    url: `postgres://cloud_admin:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      // one that nobody asked anything for ten minutes has ended by itself
      if (isAlive(pid)) process.kill(pid, "SIGINT");
      while (isAlive(pid)) await sleep(20);
      removeHome(home.path);
    },
  };
}
