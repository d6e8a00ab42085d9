import { type IncomingMessage, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** How many requests each server has been given. */
  readonly given: readonly number[];
  /** Which of them was given the last call of this tool. */
  lastOf(tool: string): number | undefined;
}

/** One request to this server, the next one to the other; a server that does not take the connection is passed over. Nothing else. The URLs may change. */
export async function openProxy(urls: readonly string[]): Promise<Proxy> {
  const given = urls.map(() => 0);
  const last = new Map<string, number>();
  let next = 0;
  const proxy = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.once("end", () => send(urls.length));
    const send = (left: number): void => {
      const at = next++ % urls.length;
      const { method, headers } = incoming;
      const target = new URL(urls[at] ?? "");
      const forwarded = { method, headers: { ...headers, host: target.host }, agent: false };
      const sent = request(target, forwarded, (response) => answer(response));
      const body = Buffer.concat(chunks);
      sent.once("socket", (socket) =>
        socket.once("connect", () => {
          given[at] = (given[at] ?? 0) + 1;
          const { method: rpc, params } = body.length === 0 ? {} : JSON.parse(body.toString());
          if (rpc === "tools/call") last.set(params.name, at);
        }),
      );
      sent.once("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ECONNREFUSED" && left > 1) send(left - 1);
        else outgoing.destroy();
      });
      outgoing.once("close", () => sent.destroy());
      sent.end(body);
    };
    const answer = (response: IncomingMessage): void => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      outgoing.flushHeaders();
      response.once("error", () => outgoing.destroy());
      response.once("aborted", () => outgoing.destroy());
      response.pipe(outgoing);
    };
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/mcp`,
    given,
    lastOf: (tool) => last.get(tool),
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
