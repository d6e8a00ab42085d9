import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent in these pieces, the first with the headers; without Content-Length unless the headers have one. */
  readonly pieces?: readonly (string | Buffer)[];
  /** Leaves the request open after its pieces. */
  readonly isOpen?: boolean;
}

interface Told {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request exactly as it is told, which `fetch` does not let one do: any Host, any Origin, a body that never ends. */
export function ask(url: string, { method = "POST", path, ...given }: Asked = {}): Promise<Told> {
  const { headers = {}, pieces = [], isOpen = false } = given;
  const at = new URL(path ?? "/mcp", url);
  return new Promise((resolve, reject) => {
    const sent = request(at, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () => {
        const { statusCode: status = 0, headers: received } = response;
        resolve({ status, headers: received, body: Buffer.concat(chunks).toString() });
        sent.destroy();
      });
    });
    sent.once("error", reject);
    for (const piece of pieces) sent.write(piece);
    if (!isOpen) sent.end();
  });
}

/** What every client of the protocol sends. */
export const jsonHeaders = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
} as const;

/** A JSON-RPC request of the 2025 era. */
export const message = (id: number | string, method: string, params: object = {}): string =>
  JSON.stringify({ jsonrpc: "2.0", id, method, params });

export const initialize = message(1, "initialize", {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "test", version: "1" },
});
