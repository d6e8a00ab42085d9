import type { HttpConfig } from "../http-config.ts";

/**
 * The URL by which clients call a server that listens at `listening`: on loopback that one, else the public one or that of an allowed
 * host, because an address such as 0.0.0.0 is nobody's, and a Host header with it is refused. An allowed host is called directly where it
 * has this port. One without a port stands for a proxy, which brings TLS; one with another port for a port that is mapped to this one.
 */
export function clientUrl(
  { publicUrl, allowedHosts }: Pick<HttpConfig, "publicUrl" | "allowedHosts">,
  listening: string,
): string {
  const { hostname, port, pathname } = new URL(listening);
  if (hostname === "[::1]" || hostname.startsWith("127.")) return listening;
  if (publicUrl !== undefined) return publicUrl;
  const direct = allowedHosts.find((host) => (portOf(host) ?? "80") === (port || "80"));
  if (direct !== undefined) return `http://${direct}${pathname}`;
  const proxied = allowedHosts.find((host) => portOf(host) === undefined);
  if (proxied !== undefined) return `https://${proxied}${pathname}`;
  const [mapped] = allowedHosts;
  return mapped === undefined ? listening : `http://${mapped}${pathname}`;
}

const portOf = (host: string): string | undefined => /:(\d+)$/.exec(host)?.[1];
