import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { serverEnv } from "./server.ts";

export interface Program extends AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  /** All that it has written until now. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the exit code, null after a signal. */
  readonly ended: Promise<number | null>;
}

const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** A program of the tests in TypeScript, with nothing of the test's environment but what it needs. */
export const startProgram = (
  file: string,
  args: readonly string[],
  env: Record<string, string>,
): Program => startCommand(["--import", loader, file, ...args], env);

/** Node with this command line, its three pipes open. */
export function startCommand(args: readonly string[], env: Record<string, string>): Program {
  const child = spawn(process.execPath, [...args], { env: { ...serverEnv(), ...env } });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  // what is written to one that has ended is lost
  child.stdin.on("error", () => {});
  const ended = once(child, "close").then(([code]) => code as number | null);
  return {
    child,
    stdout: () => Buffer.concat(out).toString(),
    stderr: () => Buffer.concat(err).toString(),
    ended,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      child.kill();
      await ended;
    },
  };
}
