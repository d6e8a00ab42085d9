import type { Address, Ssl } from "../core/address.ts";
import { ToolError } from "../core/errors.ts";

const NEXT =
  "Write postgres://user:password@host:5432/database?sslmode=require, with special characters of the password percent-encoded.";

const SSL: Record<string, Ssl> = {
  disable: "disable",
  allow: "prefer",
  prefer: "prefer",
  require: "require",
  "verify-ca": "verify-full",
  "verify-full": "verify-full",
};

/**
 * Reads `postgres://user:password@host:port/database?sslmode=...&options=...&channel_binding=...`, with the meanings of libpq, where
 * `require` encrypts and `verify-full` also checks the certificate; Neon's certificates are always checked.
 * Throws INVALID_INPUT, which says what is wrong and repeats nothing of the URL but a parameter's name.
 */
export function addressFromUrl(text: string): Address {
  const url = parse(text);
  const parameter = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const host = parameter("host") ?? hostOf(url);
  if (host.includes(",")) throw invalid("It names several hosts; one is supported.");
  const user = decode(url.username) || parameter("user");
  if (user === undefined) throw invalid("It names no user.");
  const password = decode(url.password) || parameter("password");
  const database = decode(url.pathname.slice(1)) || parameter("dbname") || user;
  const options = parameter("options");
  return {
    host,
    port: portOf(url.port || (parameter("port") ?? "5432")),
    database,
    user,
    ...(password === undefined ? {} : { password }),
    ssl: sslOf(parameter("sslmode"), host),
    ...(parameter("channel_binding") === "require" ? { channelBinding: true } : {}),
    ...(options === undefined ? {} : { options }),
  };
}

function parse(text: string): URL {
  const trimmed = text.trim();
  if (!/^postgres(ql)?:\/\//.test(trimmed)) throw invalid("It does not begin with postgres://.");
  // A unix socket is named by a parameter and leaves the host empty, which a URL with a user may not.
  const filled = trimmed.replace(/^(\w+:\/\/(?:[^/?]*@)?)(?=[/?]|$)/, "$1localhost");
  try {
    return new URL(filled);
  } catch {
    throw invalid("It is no valid URL.");
  }
}

function hostOf(url: URL): string {
  const host = decode(url.hostname);
  return host.startsWith("[") ? host.slice(1, -1) : host;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw invalid("Its port is no number from 1 to 65535.");
  return port;
}

function sslOf(mode: string | undefined, host: string): Ssl {
  if (host.endsWith(".neon.tech")) return "verify-full";
  if (mode === undefined) return "prefer";
  const ssl = SSL[mode];
  if (ssl === undefined)
    throw invalid(`Its \`sslmode\` is none of ${Object.keys(SSL).join(", ")}.`);
  return ssl;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid("It holds a stray percent sign.");
  }
}

function invalid(what: string): ToolError {
  return new ToolError("INVALID_INPUT", `The connection URL cannot be used. ${what}`, NEXT);
}
