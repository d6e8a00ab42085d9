import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

interface Bearer extends AsyncDisposable {
  readonly port: number;
  /** From now on everything goes there, with the token. */
  forward(to: string, token: string): void;
}

/** A door for clients that cannot send a token: what comes in on a free port of loopback goes on as it is, Host and all, with the token. */
export async function openBearer(): Promise<Bearer> {
  let target: { readonly url: URL; readonly authorization: string } | undefined;
  const server = createServer((incoming, response) => {
    if (target === undefined) return void response.writeHead(503).end();
    const { url, authorization } = target;
    const outgoing = request(
      new URL(incoming.url ?? "", url),
      { method: incoming.method ?? "", headers: { ...incoming.headers, authorization } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.once("error", () => response.destroy());
    // a client that goes cancels
    response.once("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    forward(to, token) {
      target = { url: new URL(to), authorization: `Bearer ${token}` };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
