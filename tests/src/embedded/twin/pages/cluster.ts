import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { makeDirectory } from "../../../../../src/embedded/home.ts";
import { createDataDirectory } from "../../../../../src/embedded/initdb.ts";
import { findInstallation } from "../../../../../src/embedded/installation.ts";
import { launch, logTail } from "../../../../../src/embedded/launch.ts";
import { isAlive } from "../../../../../src/embedded/process.ts";
import { shadowSettings } from "../../../../../src/embedded/settings.ts";
import type { DataDirectory } from "../../../../../src/embedded/twin/relation-file.ts";
import { temporaryHome } from "../../../../helpers/cluster.ts";

/** A Postgres without data checksums whose files may be written while it is down. */
export interface UncheckedCluster {
  readonly directory: DataDirectory;
  start(): Promise<void>;
  /** As superuser. */
  connect(database: string): Promise<pg.Client>;
  /** Ends all connections first. */
  stop(): Promise<void>;
  remove(): void;
}

export async function uncheckedCluster(): Promise<UncheckedCluster> {
  const home = temporaryHome();
  const folder = join(home.path, "cluster");
  makeDirectory(home, folder);
  const installation = await findInstallation(home);
  const place = { data: join(folder, "data"), installation, account: home.account };
  const password = randomBytes(12).toString("hex");
  await createDataDirectory(place, { name: "cloud_admin", password }, ["--no-data-checksums"]);
  const log = join(folder, "log");
  const clients: pg.Client[] = [];
  let [pid, port] = [0, 0];
  return {
    directory: place,
    async start() {
      const postmaster = await launch(place, shadowSettings, log);
      if (postmaster === undefined) throw new Error(logTail(log));
      ({ pid, port } = postmaster);
    },
    async connect(database) {
      const address = { host: "127.0.0.1", port, user: "cloud_admin", password, database };
      const client = new pg.Client(address);
      await client.connect();
      clients.push(client);
      return client;
    },
    async stop() {
      await Promise.all(clients.splice(0).map((client) => client.end()));
      process.kill(pid, "SIGINT");
      while (isAlive(pid)) await sleep(10);
    },
    remove: () => rmSync(home.path, { recursive: true, force: true }),
  };
}
