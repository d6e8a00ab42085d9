import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Data } from "./store.ts";

const fileOf = ({ path }: Data): string => join(path, "bytes");

/** The logical size that was noted last; 0 before the first time. */
export function readSize(data: Data): number {
  try {
    return Number(readFileSync(fileOf(data), "utf8"));
  } catch {
    return 0;
  }
}

export function noteSize(data: Data, bytes: number): void {
  writeFileSync(`${fileOf(data)}.new`, String(bytes));
  renameSync(`${fileOf(data)}.new`, fileOf(data));
}
