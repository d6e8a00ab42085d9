import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { TestProject } from "vitest/node";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "./cluster.ts";
import { makeTemporaryFolder, removeTemporaryFolder } from "./temporary-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser URL of the run's embedded Postgres, database `postgres`. */
    postgres: string;
  }
}

/** Node programs that tests start from the sources need a loader for TypeScript. */
export const NODE_OPTIONS = `--import ${pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href}`;

/** One embedded Postgres 18 for each project of a run: superuser `cloud_admin` on loopback, thrown away afterwards. */
export default async function start(project: TestProject): Promise<() => Promise<void>> {
  const folder = makeTemporaryFolder();
  project.config.env = { ...project.config.env, NODE_OPTIONS, TMPDIR: folder };
  const home = temporaryHome(folder);
  const postgres = await startCluster(home, await findInstallation(home));
  project.provide("postgres", postgres.url);
  // the module is one for all projects, so what a project has to end is kept here
  return async () => {
    await postgres.stop();
    removeTemporaryFolder(folder);
  };
}
