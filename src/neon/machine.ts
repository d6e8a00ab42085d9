import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";

/**
 * Where process ids mean something, in letters and digits: the host's name for people, and a hash that no other machine or container
 * has, because two of them may have one name. On Linux it changes with each boot: what a machine left before is then left to expire.
 */
export function machineName(): string {
  const name =
    hostname()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, "")
      .slice(0, 16) || "host";
  const hash = createHash("sha256")
    .update(JSON.stringify([hostname(), identity()]))
    .digest("hex");
  return `${name}${hash.slice(0, 8)}`;
}

function identity(): unknown {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
    return [boot, readlinkSync("/proc/self/ns/pid")];
  } catch {
    return Object.values(networkInterfaces()).flatMap((each) => each?.map(({ mac }) => mac) ?? []);
  }
}

/** Whether a process with this id runs on this machine, whoever owns it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
