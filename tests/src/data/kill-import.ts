import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = join(import.meta.dirname, "importing.ts");

export interface Killing {
  readonly url: string;
  readonly folder: string;
  readonly file: string;
  /** kill -9 so many ms after it has told of so many chunks; undefined: not at all. */
  readonly when: { readonly chunks: number; readonly ms: number } | undefined;
}

/** Imports in a process of its own, and kills that in the middle. The result, when it came to its end. */
export async function importAndKill({ url, folder, file, when }: Killing): Promise<unknown> {
  const home = mkdtempSync(join(tmpdir(), "neon-dba-killed-"));
  // by itself: from here it would come too late where this process is held up
  const death = when === undefined ? [] : [String(when.chunks), String(when.ms)];
  const args = ["--import", "tsx", PROGRAM, folder, file, home, ...death];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  let last = "";
  for await (const line of createInterface({ input: child.stdout })) last = line;
  const [code, signal] = (await closed) as [number | null, string | null];
  rmSync(home, { recursive: true, force: true });
  if (signal === null && code !== 0) throw new Error(`the import ended by itself, with ${code}`);
  return last.startsWith("{") ? JSON.parse(last) : undefined;
}
