import type { IncomingMessage } from "node:http";

/** The host that a WebSocket is meant for: `?address=host:port` as drivers write it for a proxy, else the one that it was opened to. */
export function targetHost({ url = "", headers }: IncomingMessage): string | undefined {
  const query = url.slice(url.indexOf("?") + 1);
  const address = url.includes("?") ? new URLSearchParams(query).get("address") : null;
  const host = (address ?? headers.host ?? "").replace(/:\d+$/, "");
  return /^[\w.-]+$/.test(host) ? host : undefined;
}
