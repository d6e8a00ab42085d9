import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { commandLine } from "../../helpers/server.ts";
import { createEmbedded } from "../../../src/embedded/embedded.ts";

const run = promisify(execFile);
const modules = resolve(import.meta.dirname, "node_modules");
const system = `${process.platform}-${process.arch}`;

/** How each program is started. */
export const commands = {
  claude: [join(modules, `@anthropic-ai/claude-code-${system}/claude`)],
  codex: [join(modules, ".bin/codex")],
  opencode: [join(modules, `opencode-${system}/bin/opencode`)],
  gemini: [process.execPath, join(modules, "@google/gemini-cli/bundle/gemini.js")],
} as const;

export type Program = keyof typeof commands;

/** A user's machine: their home, a project, and an npx that starts the server of this checkout, which `agents install` has added to all. */
export interface Installed extends AsyncDisposable {
  readonly home: string;
  /** What a program says, on both of its streams. */
  ask(program: Program, args: readonly string[], more?: NodeJS.ProcessEnv): Promise<string>;
}

export async function install(): Promise<Installed> {
  const here = mkdtempSync(join(tmpdir(), "neon-dba-installed-"));
  const [home, project, bin] = ["home", "project", "bin"].map((name) => join(here, name)) as [
    string,
    string,
    string,
  ];
  const data = `${here}-data`;
  const env = {
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    HOME: home,
    NEON_DBA_HOME: data,
    DISABLE_AUTOUPDATER: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    GEMINI_CLI_TRUST_WORKSPACE: "true",
    GEMINI_CLI_NO_RELAUNCH: "true",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    HTTP_PROXY: "http://127.0.0.1:9",
    HTTPS_PROXY: "http://127.0.0.1:9",
    NO_PROXY: "127.0.0.1,localhost",
  };
  const node = [process.execPath, ...commandLine].map((part) => JSON.stringify(part)).join(" ");
  for (const folder of [home, project, bin, join(home, ".gemini")]) mkdirSync(folder);
  // what its user has chosen already
  const security = { auth: { selectedType: "gemini-api-key" } };
  writeFileSync(join(home, ".gemini/settings.json"), JSON.stringify({ security }));
  writeFileSync(join(bin, "npx"), `#!/bin/sh\nshift 2\nexec ${node} "$@"\n`, { mode: 0o755 });
  const flags = "agents install --scope user --env NEON_DBA_HOME --yes --client";
  await run(process.execPath, [...commandLine, ...flags.split(" "), Object.keys(commands).join()], {
    cwd: project,
    env,
  });
  return {
    home,
    async ask(program, args, more = {}) {
      const [command, ...first] = commands[program];
      const child = run(command, [...first, ...args], {
        cwd: project,
        env: { ...env, ...more },
        maxBuffer: 1e8,
      });
      // programs that read it wait for its end
      child.child.stdin?.end();
      const { stdout, stderr } = await child;
      return `${stdout}${stderr}`;
    },
    async [Symbol.asyncDispose]() {
      await createEmbedded({ home: data }).destroy();
      for (const path of [here, data]) rmSync(path, { recursive: true, force: true });
    },
  };
}
