import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What is in each file of a folder, byte for byte. Others go on beside us: what is gone by now holds nothing. */
export function filesIn(folder: string): string[] {
  const entries = unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() ? (unlessGone(() => [readFileSync(path, "latin1")]) ?? []) : [];
  });
}

function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}
