import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandLine } from "../../helpers/server.ts";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Project {
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** Whom it runs as, where not as the user of the tests. */
  readonly uid?: number;
}

export function makeProject(): Project {
  const root = mkdtempSync(join(tmpdir(), "neon-dba-agents-cli-"));
  const [home, cwd] = [join(root, "home"), join(root, "project")];
  for (const folder of [home, cwd]) mkdirSync(folder);
  return { cwd, env: { PATH: "/nowhere", HOME: home } };
}

export const run = (at: Project, ...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, [...commandLine, "agents", ...args], at, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });
