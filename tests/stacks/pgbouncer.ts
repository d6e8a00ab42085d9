import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { program } from "./debian.ts";

/** A PgBouncer in front of a Postgres, set as Neon sets it. */
export interface PgBouncer extends AsyncDisposable {
  readonly url: string;
}

/** `size` server connections; the rest is of neon.com/docs/connect/connection-pooling. */
export async function startPgBouncer(url: string, size: number): Promise<PgBouncer> {
  const { username, password, pathname, hostname, port } = new URL(url);
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-pgbouncer-"));
  const listening = await freePort();
  const users = join(folder, "users.txt");
  writeFileSync(users, `"${username}" "${password}"\n`);
  const ini = join(folder, "pgbouncer.ini");
  writeFileSync(
    ini,
    `[databases]
* = host=${hostname} port=${port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listening}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
max_client_conn = 10000
default_pool_size = ${size}
max_prepared_statements = 1000
query_wait_timeout = 120
ignore_startup_parameters = extra_float_digits
`,
  );
  // It refuses to be root, and drops to a user that has to read its files.
  for (const path of [folder, users, ini]) chmodSync(path, 0o755);
  const [command, args] = program(
    "usr/sbin/pgbouncer",
    ...(process.getuid?.() === 0 ? ["-u", "nobody"] : []),
    ini,
  );
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(String(chunk)));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for (let tried = 0; !(await answers(listening)); tried++) {
    if (tried > 250 || child.exitCode !== null)
      throw new Error(`PgBouncer did not start: ${said.join("")}`);
    await sleep(20);
  }
  return {
    url: `postgresql://${username}:${password}@127.0.0.1:${listening}${pathname}`,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
