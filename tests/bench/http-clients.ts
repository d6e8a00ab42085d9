import { Agent, request } from "node:http";

/** A tool call as it goes over the wire, without an SDK: the clients share the machine with what they measure. */
export interface Server {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Sent {
  readonly tool: string;
  readonly args: Record<string, unknown>;
}

export interface Sample extends Sent {
  readonly ms: number;
  /** `done`, the code of a refusal, or `HTTP 429` and the like. */
  readonly outcome: string;
}

const VERSION = "2026-07-28";

/** Clients that call one after the other, each on its own connection, until the time is over. */
export async function load(
  server: Server,
  clients: number,
  seconds: number,
  next: (client: number, call: number) => Sent,
): Promise<{ samples: Sample[]; perSecond: number }> {
  const samples: Sample[] = [];
  const started = performance.now();
  const until = started + seconds * 1_000;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let call = 0; performance.now() < until; call++) {
        const sent = next(client, call);
        const from = performance.now();
        const outcome = await post(server, agent, sent, client * 1_000_000 + call);
        samples.push({ ...sent, ms: performance.now() - from, outcome });
      }
      agent.destroy();
    }),
  );
  const took = (performance.now() - started) / 1_000;
  return { samples, perSecond: samples.filter(({ outcome }) => outcome === "done").length / took };
}

function post(server: Server, agent: Agent, { tool, args }: Sent, id: number): Promise<string> {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id,
    method: "tools/call",
    params: {
      name: tool,
      arguments: args,
      _meta: {
        "io.modelcontextprotocol/protocolVersion": VERSION,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { name: "load", version: "1.0.0" },
      },
    },
  });
  const headers = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": VERSION,
    "mcp-method": "tools/call",
    "mcp-name": tool,
    ...server.headers,
  };
  return new Promise((resolve) => {
    const sent = request(server.url, { method: "POST", agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve(outcomeOf(response.statusCode ?? 0, text)));
      response.on("error", (error) => resolve(`broken: ${error.message}`));
    });
    sent.on("error", (error) => resolve(`broken: ${error.message}`));
    sent.end(body);
  });
}

interface Message {
  readonly error?: { readonly code: number; readonly message: string };
  readonly result?: { readonly isError?: boolean; readonly content: readonly { text?: string }[] };
}

function outcomeOf(status: number, text: string): string {
  if (status !== 200) return `HTTP ${status}`;
  const data = text.startsWith("{")
    ? text
    : (text
        .split("\n")
        .findLast((line) => line.startsWith("data: {"))
        ?.slice(6) ?? "{}");
  const { error, result } = JSON.parse(data) as Message;
  if (error !== undefined) return `${error.code} ${error.message}`;
  if (result === undefined) return "no result";
  return result.isError === true
    ? (/^\w+/.exec(result.content[0]?.text ?? "")?.[0] ?? "refused")
    : "done";
}
