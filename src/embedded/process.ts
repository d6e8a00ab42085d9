import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Whether the process was started with this argument: an id alone proves nothing after a reboot, when another process has it.
 * Where the command line cannot be read, the id is believed.
 */
export function wasStartedWith(pid: number, argument: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    if (process.platform === "linux")
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(argument);
    if (process.platform === "win32") return true;
    return execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], {
      encoding: "utf8",
    }).includes(argument);
  } catch {
    return isAlive(pid);
  }
}

/**
 * The environment of Postgres and of the starter: what the system needs to run a program, and none of our secrets.
 * NODE_OPTIONS lets the starter run from TypeScript sources.
 */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const names = ["PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot", "SystemDrive", "NODE_OPTIONS"];
  const kept = names.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return { ...Object.fromEntries(kept), LC_ALL: "C", TZ: "UTC" };
}
