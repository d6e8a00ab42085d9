import { appendFileSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "../../home.ts";
import { neonFolder } from "./serving.ts";

export type Log = (
  level: "error" | "warn" | "info" | "debug",
  message: string,
  fields?: Record<string, unknown>,
) => void;

const LOG_BYTES = 1_000_000;

export const logPath = (home: Home): string => join(neonFolder(home), "log");

/** For the standard error of the program: what Node says when it cannot load it, or of an error that nobody caught. */
export function openLog(home: Home): number {
  bound(logPath(home));
  return openSync(logPath(home), "a", 0o600);
}

/** One line of JSON an event, in a file that begins anew when it has grown too large; the one before is kept. */
export function fileLog(home: Home): Log {
  const path = logPath(home);
  return (level, message, fields) => {
    if (level === "debug") return;
    const line = JSON.stringify({ time: new Date(), pid: process.pid, level, message, ...fields });
    try {
      bound(path);
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
    } catch {
      // the home is gone, or its disk is full
    }
  };
}

function bound(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES) renameSync(path, `${path}.1`);
}

/** The last words in the log. */
export function lastWords(home: Home, lines = 12): string {
  try {
    return readFileSync(logPath(home), "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "";
  }
}
