import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { TestProject } from "vitest/node";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { makeTemporaryFolder, removeTemporaryFolder } from "./temporary-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser URL of the run's embedded Postgres, database `postgres`. */
    postgres: string;
  }
}

/** Node programs that tests start from the sources need a loader for TypeScript. */
export const NODE_OPTIONS = `--import ${pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href}`;

let postgres: Cluster | undefined;
let folder: string | undefined;

/** One embedded Postgres 18 for the whole run: superuser `cloud_admin` on loopback, thrown away afterwards. */
export async function setup(project: TestProject): Promise<void> {
  folder = makeTemporaryFolder();
  project.config.env = { ...project.config.env, NODE_OPTIONS, TMPDIR: folder };
  const home = temporaryHome(folder);
  postgres = await startCluster(home, await findInstallation(home));
  project.provide("postgres", postgres.url);
}

export async function teardown(): Promise<void> {
  await postgres?.stop();
  if (folder !== undefined) removeTemporaryFolder(folder);
}
