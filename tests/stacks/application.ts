import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program that serves HTTP on loopback and prints its port first. */
export interface Application extends AsyncDisposable {
  /** Status and body. */
  get(path: string): Promise<{ readonly status: number; readonly body: string }>;
  /** SIGTERM; the exit code, or the signal that ended it. */
  stop(): Promise<number | NodeJS.Signals | null>;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export async function startApplication({ command, args, cwd, env }: Command): Promise<Application> {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(String(chunk)));
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const lines = createInterface(child.stdout);
  const port = await new Promise<number>((resolve, reject) => {
    lines.once("line", (line) => resolve(Number(line)));
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`The application ended: ${said.join("")}`)));
  });
  return {
    async get(path) {
      try {
        const response = await fetch(`http://127.0.0.1:${port}${path}`);
        return { status: response.status, body: await response.text() };
      } catch (error) {
        throw new Error(`The application does not answer: ${said.join("")}`, { cause: error });
      }
    },
    async stop() {
      child.kill("SIGTERM");
      const [code, signal] = await ended;
      return code ?? signal;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await ended;
    },
  };
}
