import { spawn } from "node:child_process";
import { chmodSync, closeSync, mkdirSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { plainEnvironment } from "../../process.ts";
import { openLog } from "./log.ts";
import type { ServeRequest } from "./request.ts";
import { neonFolder } from "./serving.ts";

/** How the program ended: killed, or by itself with a code. */
export interface Program {
  readonly exit: { readonly code: number | null } | undefined;
}

/** Starts the program in a session of its own, where it stays when this process ends. What it has to say goes to its log. */
export function startProgram(request: ServeRequest): Program {
  const { path, account } = request.home;
  mkdirSync(neonFolder(request.home), { recursive: true, mode: 0o700 });
  // Postgres may pass through; the files in it are ours.
  if (account !== undefined) chmodSync(neonFolder(request.home), 0o711);
  const extension = extname(fileURLToPath(import.meta.url));
  const script = fileURLToPath(new URL(`./main${extension}`, import.meta.url));
  // From the sources the program needs the loader that this process was given, by NODE_OPTIONS or by a URL, because its folder is
  // another; built, it needs nothing.
  const loader = extension === ".ts" ? process.execArgv : [];
  const log = openLog(request.home);
  const child = spawn(process.execPath, [...loader, script, path, JSON.stringify(request)], {
    detached: true,
    windowsHide: true,
    cwd: path,
    env: plainEnvironment(),
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const program: { exit: Program["exit"] } = { exit: undefined };
  child.once("error", () => (program.exit = { code: 1 }));
  child.once("exit", (code) => (program.exit = { code }));
  child.unref();
  return program;
}
