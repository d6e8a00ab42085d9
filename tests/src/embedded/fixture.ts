import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Address } from "../../../src/core/address.ts";
import { findCluster, readCredentials } from "../../../src/embedded/cluster.ts";
import { SUPERUSER } from "../../../src/embedded/connection.ts";
import { createEmbedded } from "../../../src/embedded/embedded.ts";
import type { Embedded, EmbeddedOptions } from "../../../src/embedded/embedded.ts";
import { readPostmaster } from "../../../src/embedded/postmaster.ts";
import { removeHome } from "../../helpers/temporary-folder.ts";

/** A home of its own; disposing of it ends every Postgres on it. */
export interface TemporaryHome extends AsyncDisposable {
  readonly path: string;
  /** Another view on the home, as another process would have it. */
  open(options?: Partial<EmbeddedOptions>): Embedded;
}

export function temporaryHome(): TemporaryHome {
  const path = mkdtempSync(join(tmpdir(), "neon-dba-home-"));
  const opened: Embedded[] = [];
  const open = (options: Partial<EmbeddedOptions> = {}): Embedded => {
    const embedded = createEmbedded({ home: path, ...options });
    opened.push(embedded);
    return embedded;
  };
  return {
    path,
    open,
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((embedded) => embedded.close()));
      await eventually(() => starters(path).length === 0);
      await open().destroy();
      removeHome(path);
    },
  };
}

/** The superuser of the shadow cluster, which runs. */
export function superuserOf(home: string): Address {
  const cluster = findCluster({ path: home, account: undefined });
  const postmaster = cluster && readPostmaster(cluster.data);
  if (cluster === undefined || postmaster === undefined) throw new Error("It does not run.");
  const { superuser } = readCredentials(cluster);
  return superuserAt(postmaster.port, superuser);
}

export const superuserAt = (port: number, password: string): Address => ({
  host: "127.0.0.1",
  port,
  user: SUPERUSER,
  password,
  database: "postgres",
});

/** Runs statements in a session of its own; the rows of the last. */
export async function query(
  { password = "", ...address }: Address,
  ...statements: string[]
): Promise<unknown[]> {
  const client = new pg.Client({ ...address, password, ssl: false });
  client.on("error", () => {});
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** Ids of running processes whose command line contains all the words. */
export function processes(...words: string[]): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return words.every((word) => line.includes(word));
      } catch {
        return false;
      }
    });
}

export const starters = (home: string): number[] => processes("embedded/starter", home);
/** Postmasters; their children print other command lines. */
export const postmasters = (home: string): number[] => processes("bin/postgres", "-D", home);

/** Polls until the condition holds; fails after `seconds`. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  seconds = 30,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Not within ${seconds} s: ${condition.toString()}`);
    await sleep(25);
  }
}

export interface User {
  readonly process: ChildProcess;
  /** The name of its shadow, as soon as it is connected to it. */
  readonly ready: Promise<string>;
  kill(): Promise<void>;
}

/** Another neon-dba process on the home, which asks for a shadow, or for a twin of a database, and keeps it: see `user.ts`. */
export function anotherProcess(home: string, ...databaseUrl: readonly string[]): User {
  const script = join(import.meta.dirname, "user.ts");
  const child = spawn(process.execPath, [script, home, ...databaseUrl], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ready = new Promise<string>((resolve) => {
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  return {
    process: child,
    ready,
    async kill() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    },
  };
}
