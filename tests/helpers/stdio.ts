import { Client, type ClientOptions } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { ConnectOptions } from "./client.ts";
import { commandLine, serverEnv } from "./server.ts";

export interface StdioClient extends Client, AsyncDisposable {
  readonly pid: number;
  /** What the process has written to standard error until now. */
  readonly log: () => string;
}

/** `neon-dba` as a process of its own, and a real client of either era at the other end of its pipes. */
export async function connectStdio(
  flags: readonly string[],
  env: Record<string, string>,
  { era = "modern", answer }: ConnectOptions = {},
): Promise<StdioClient> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...commandLine, ...flags],
    env: { ...serverEnv(), ...env },
    stderr: "pipe",
  });
  const chunks: Buffer[] = [];
  transport.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const options: ClientOptions = {
    versionNegotiation: { mode: era === "modern" ? "auto" : "legacy" },
    capabilities: answer === undefined ? {} : { elicitation: { form: {} } },
  };
  const client = new Client({ name: "test", version: "1.0.0" }, options);
  if (answer !== undefined)
    client.setRequestHandler("elicitation/create", async (request) =>
      answer((request.params as { message: string }).message),
    );
  await client.connect(transport);
  return Object.assign(client, {
    pid: transport.pid ?? 0,
    log: () => Buffer.concat(chunks).toString(),
    [Symbol.asyncDispose]: () => client.close(),
  });
}
