import type { IncomingMessage } from "node:http";

/**
 * A request may name its target as a whole URL, as to a proxy. Servers have to accept that, and to go by the host in it instead of the
 * header's (RFC 9112 3.2.2). What comes afterwards looks at one form.
 */
export function toOriginForm(request: IncomingMessage): void {
  const [, host, rest = ""] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(request.url ?? "") ?? [];
  if (host === undefined) return;
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
  request.headers.host = host;
}
