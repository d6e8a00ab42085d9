import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const root = resolve(import.meta.dirname, "../..");

/** By its URL: the programs that the server starts get it too, and run in other folders. */
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** The command line from the sources: `spawn(process.execPath, [...commandLine, ...flags])`. */
export const commandLine: readonly string[] = ["--import", loader, join(root, "src/main.ts")];

/** The real server as a child process, with nothing of the test's environment but what it needs. */
export async function startServer(
  flags: readonly string[],
  env: Record<string, string>,
): Promise<Client & AsyncDisposable & { pid: number }> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...commandLine, ...flags],
    env: { ...serverEnv(), ...env },
  });
  const client = new Client(
    { name: "test", version: "1.0.0" },
    { versionNegotiation: { mode: "auto" } },
  );
  await client.connect(transport);
  return Object.assign(client, {
    pid: transport.pid ?? 0,
    [Symbol.asyncDispose]: () => client.close(),
  });
}

export const serverEnv = (): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: process.env["HOME"] ?? "",
});
