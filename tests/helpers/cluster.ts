import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Cluster {
  /** Superuser URL, database `postgres`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A throw-away Postgres from `bin` (`initdb` and `postgres`) on loopback, with `pg_stat_statements` preloaded. */
export async function startCluster(bin: string): Promise<Cluster> {
  const root = mkdtempSync(join(tmpdir(), "neon-dba-test-"));
  const ids = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const password = randomBytes(12).toString("hex");
  writeFileSync(join(root, "pw"), password);
  if (ids.uid) for (const path of [root, join(root, "pw")]) chownSync(path, ids.uid, ids.gid);
  const data = join(root, "data");
  const superuser = ["-U", "cloud_admin", "-A", "scram-sha-256", `--pwfile=${join(root, "pw")}`];
  execFileSync(
    join(bin, "initdb"),
    ["-D", data, ...superuser, "-E", "UTF8", "--locale=C", "--no-sync"],
    { ...ids, stdio: "ignore", cwd: root },
  );
  const port = await freePort();
  const settings = Object.entries({
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    shared_preload_libraries: "pg_stat_statements",
    max_connections: "200",
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), "-F", ...settings], {
    ...ids,
    cwd: root,
  });
  await new Promise<void>((ready, fail) => {
    server.stderr.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("ready to accept")) ready();
    });
    server.on("exit", (code) => fail(new Error(`postgres ended with ${code}`)));
  });
  return {
    url: `postgres://cloud_admin:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await gone;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, "127.0.0.1", listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
