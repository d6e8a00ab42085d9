import { createServer, request } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";

/** What a client asked of a Neon since the last `take`. */
export interface Counts {
  /** Requests to the API. */
  readonly control: number;
  /** Turns of question and answer with the database: requests to `/sql`, and on a WebSocket each time the client speaks again. */
  readonly turns: number;
  /** WebSockets opened; the turns of connecting are not counted in `turns`. */
  readonly connections: number;
}

export interface CountingProxy extends AsyncDisposable {
  readonly origin: string;
  take(): Counts;
}

/** In front of a Neon: passes everything on and counts. */
export async function countingProxy(target: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(target);
  let counts = { control: 0, turns: 0, connections: 0 };
  const server = createServer((asked, answered) => {
    if (asked.url?.startsWith("/api/") === true) counts.control += 1;
    else counts.turns += 1;
    const { method, url, headers } = asked;
    const passed = request({ hostname, port, method, path: url, headers }, (reply) => {
      answered.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answered);
    });
    passed.on("error", () => answered.destroy());
    asked.pipe(passed);
  });
  server.on("upgrade", (asked, client, head) => {
    counts.connections += 1;
    const upstream = connect(Number(port), hostname);
    const lines = [`${asked.method} ${asked.url} HTTP/1.1`];
    for (let at = 0; at < asked.rawHeaders.length; at += 2)
      lines.push(`${asked.rawHeaders[at]}: ${asked.rawHeaders[at + 1]}`);
    upstream.write(`${lines.join("\r\n")}\r\n\r\n`);
    upstream.write(head);
    let asking = false;
    client.on("data", (chunk: Buffer) => {
      if (!asking) counts.turns += 1;
      asking = true;
      upstream.write(chunk);
    });
    upstream.on("data", (chunk: Buffer) => {
      asking = false;
      client.write(chunk);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = counts;
      counts = { control: 0, turns: 0, connections: 0 };
      return taken;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
