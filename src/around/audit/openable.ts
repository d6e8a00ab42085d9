import { dirname } from "node:path";
import type { Lines } from "./lines.ts";

/**
 * Throws an Error of one sentence, with what to do, where the log cannot be opened. At the start, where somebody reads it: a server whose
 * log cannot be written refuses every change, and would look as if it worked until the first one.
 */
export function checkOpenable(lines: Pick<Lines, "check">, path: string): void {
  try {
    lines.check();
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new Error(`The audit log ${path} cannot be opened: ${reasonOf(code, path)}`);
  }
}

function reasonOf(code: string, path: string): string {
  const folder = dirname(path);
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return `there is no folder ${folder}; make it, or name another file with --audit.`;
    case "EISDIR":
      return "it is a folder; name a file in it with --audit.";
    case "ENXIO":
      return "nobody reads that pipe; start its reader first.";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `this user may not write there (${code}); give him the right to write to ${folder}, or name another file with --audit.`;
    default:
      return `${code}; name another file with --audit.`;
  }
}
