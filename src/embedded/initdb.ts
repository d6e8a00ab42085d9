import { execFile } from "node:child_process";
import { chownSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { asAccount } from "./account.ts";
import type { Account } from "./account.ts";
import type { Installation } from "./installation.ts";
import { plainEnvironment } from "./process.ts";

/** A data directory, and with what and as whom programs work on it. */
export interface Place {
  readonly data: string;
  readonly installation: Installation;
  /** Undefined: as ourselves. */
  readonly account: Account | undefined;
}

/** Runs `initdb`, without its fsync: see `syncDataDirectory`. About 0.6 s. `more`: further options of it. */
export async function createDataDirectory(
  place: Place,
  superuser: { readonly name: string; readonly password: string },
  more: readonly string[] = [],
): Promise<void> {
  const { data, installation, account } = place;
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, superuser.password, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
  const credentials = [
    `--username=${superuser.name}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
  ];
  const options = ["--encoding=UTF8", ...locale(installation.version), "--no-sync", ...more];
  try {
    await run(place, "initdb", [...credentials, ...options]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  // There is one way in: over loopback with a password.
  writeFileSync(join(data, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
}

/**
 * Writes the whole directory to disk at once, where the host may lose power before the first checkpoint does. About 0.1 s with one
 * call for the file system, and many times that with one for each file.
 */
export async function syncDataDirectory(place: Place): Promise<void> {
  const method = process.platform === "linux" ? ["--sync-method=syncfs"] : [];
  await run(place, "initdb", ["--sync-only", ...method]);
}

/** Runs statements of one line each in `template1`, before anybody can connect. Throws the server's words on the first error. */
export async function runSingleUser(place: Place, statements: readonly string[]): Promise<void> {
  const words = await run(place, "postgres", ["--single", "-F", "template1"], statements);
  const [error] = /^.*(ERROR|FATAL|PANIC): .*$/m.exec(words) ?? [];
  if (error !== undefined) throw new Error(error);
}

/**
 * Sorted by code point, as on Neon (C.UTF-8): the order is the same on every system and after every update of its libc, so no
 * index goes wrong; LIKE with a prefix uses a plain index; upper() and lower() know all of Unicode. The builtin provider needs
 * no locale of the system. ICU collations are there for single columns.
 */
function locale(version: string): string[] {
  return Number.parseInt(version, 10) < 17
    ? ["--locale=C"]
    : ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
}

/** `postgres` wants its mode as the first argument, so `-D` is the second. */
async function run(
  { data, installation, account }: Place,
  program: string,
  options: readonly string[],
  lines: readonly string[] = [],
): Promise<string> {
  const [mode = "", ...rest] = options;
  const child = promisify(execFile)(join(installation.bin, program), [mode, "-D", data, ...rest], {
    ...asAccount(account),
    cwd: dirname(data),
    env: plainEnvironment(),
  });
  // One that ends before it has read everything, or anything, is judged by how it ended.
  child.child.stdin?.on("error", () => {});
  child.child.stdin?.end(lines.map((line) => `${line}\n`).join(""));
  const { stdout, stderr } = await child;
  return `${stdout}\n${stderr}`;
}
