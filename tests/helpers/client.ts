import {
  Client,
  type ClientOptions,
  type ElicitResult,
  InMemoryTransport,
} from "@modelcontextprotocol/client";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { type ServerConfig, createServer } from "../../src/mcp/server.ts";

/** The two protocol eras that the clients of today speak: 2026-07-28, and `initialize` with 2025-11-25 and older. */
export const eras = ["modern", "legacy"] as const;
export type Era = (typeof eras)[number];

export interface ConnectOptions {
  readonly era?: Era;
  /** What the client calls itself. */
  readonly name?: string;
  /** The person behind the client; without it the client declares no elicitation. */
  readonly answer?: (message: string) => ElicitResult | Promise<ElicitResult>;
  /** Extensions that the client declares. */
  readonly extensions?: Record<string, Record<string, string[]>>;
}

/** A real client on the real server, in process: the stdio entry with a linked pair of transports instead of pipes. */
export async function connect(
  config: ServerConfig,
  { era = "modern", name = "test", answer, extensions }: ConnectOptions = {},
): Promise<Client & AsyncDisposable> {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const handle = serveStdio(() => createServer(config), { transport: serverSide });
  const options: ClientOptions = {
    versionNegotiation: { mode: era === "modern" ? "auto" : "legacy" },
    capabilities: {
      ...(answer === undefined ? {} : { elicitation: { form: {} } }),
      ...(extensions === undefined ? {} : { extensions }),
    },
  };
  const client = new Client({ name, version: "1.0.0" }, options);
  if (answer !== undefined)
    client.setRequestHandler("elicitation/create", async (request) =>
      answer((request.params as { message: string }).message),
    );
  await client.connect(clientSide);
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      await client.close();
      await handle.close();
    },
  });
}

/** The text channel of a result. */
export function textOf(result: { content: readonly { type: string }[] }): string {
  return result.content.map((part) => ("text" in part ? String(part.text) : "")).join("");
}
