import { spawn } from "node:child_process";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ToolError } from "../core/errors.ts";
import { plainEnvironment } from "./process.ts";
import type { StartRequest } from "./start.ts";
import type { StarterMessage } from "./starter.ts";

/**
 * Has Postgres started by a process of its own (see `starter.ts`) and waits for that. Returns also when the starter was killed:
 * the caller looks what is there, and calls again. Throws UNAVAILABLE.
 */
export async function runStarter(request: StartRequest): Promise<void> {
  const extension = extname(fileURLToPath(import.meta.url));
  const script = fileURLToPath(new URL(`./starter${extension}`, import.meta.url));
  // From the sources the starter needs the loader that this process was given, by NODE_OPTIONS or by a URL, because its folder is
  // another; built, it needs nothing.
  const loader = extension === ".ts" ? process.execArgv : [];
  const child = spawn(process.execPath, [...loader, script, JSON.stringify(request)], {
    detached: true,
    windowsHide: true,
    cwd: request.home.path,
    env: plainEnvironment(),
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
  for await (const line of createInterface(child.stdout)) {
    const message = JSON.parse(line) as StarterMessage;
    if ("done" in message) return;
    const { what, next, quoted } = message.failed;
    throw new ToolError("UNAVAILABLE", what, next, quoted === undefined ? {} : { quoted });
  }
  await ended;
}
