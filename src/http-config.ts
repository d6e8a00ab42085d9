import type { Values } from "./settings.ts";

/** What `neon-dba http` listens to, whom it lets in, and how much of it. */
export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Without a slash at its end. */
  readonly publicUrl: string | undefined;
  /** Path of the file with the tokens' hashes. */
  readonly tokens: string | undefined;
  readonly oauth: OAuthConfig | undefined;
  readonly neonKeys: "operator" | "request";
  /** Calls of one caller in a minute. */
  readonly rateLimit: number;
  /** Calls on one target at once. */
  readonly concurrency: number;
}

export interface OAuthConfig {
  readonly issuer: string;
  readonly audience: string;
  /** Undefined where the issuer's metadata is asked. */
  readonly jwks: string | undefined;
}

/** Throws an Error of one clear sentence on what is malformed. */
export function readHttpConfig(values: Partial<Values>): HttpConfig {
  const publicUrl = values.publicUrl === undefined ? undefined : publicUrlOf(values.publicUrl);
  return {
    host: values.host ?? "127.0.0.1",
    port: whole("--port", values.port ?? "8432", 0, 65_535),
    allowedHosts: list(values.allowedHosts).map(hostOf),
    allowedOrigins: list(values.allowedOrigins).map(originOf),
    publicUrl,
    tokens: values.tokens,
    oauth: oauthOf(values, publicUrl),
    neonKeys: (values.neonKeys ?? "operator") as HttpConfig["neonKeys"],
    rateLimit: whole("--rate-limit", values.rateLimit ?? "600", 1, 1_000_000),
    concurrency: whole("--concurrency", values.concurrency ?? "8", 1, 1_000),
  };
}

function oauthOf(
  { oauthIssuer: issuer, oauthAudience, oauthJwks: jwks }: Partial<Values>,
  publicUrl: string | undefined,
): OAuthConfig | undefined {
  if (issuer === undefined) {
    if (oauthAudience === undefined && jwks === undefined) return undefined;
    throw new Error("--oauth-audience and --oauth-jwks need --oauth-issuer.");
  }
  const audience = oauthAudience ?? publicUrl;
  if (audience === undefined)
    throw new Error(
      "--oauth-issuer needs --public-url or --oauth-audience: a token that is meant for another server must not be let in.",
    );
  return { issuer, audience, jwks };
}

/** Throws an Error of one clear sentence where everybody who reaches the address would be let in, or could pretend to be a page of it. */
export function rejectOpenDoors(http: HttpConfig): void {
  const { host, tokens, oauth, allowedHosts } = http;
  if (isLoopback(host)) return;
  if (tokens === undefined && oauth === undefined)
    throw new Error(
      `--host ${host} can be reached from other machines, so it needs --tokens or --oauth-issuer; without --host only this machine is listened to.`,
    );
  if (allowedHosts.length === 0)
    throw new Error(
      `--host ${host} can be reached from other machines, so it needs --allowed-hosts: the names by which clients call it.`,
    );
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);

/** RFC 9728 1.2: it is shown to everybody, and stands for this server alone. What it may hold of a password is not repeated. */
function publicUrlOf(text: string): string {
  const url =
    URL.canParse(text) && /^https?:\/\/[^\s/\\?#@]+(\/[^\s\\?#]*)?$/i.test(text)
      ? new URL(text)
      : undefined;
  const isHere = url !== undefined && isLoopback(url.hostname.replace(/^\[|\]$/g, ""));
  if (url?.protocol === "https:" || isHere) return text.replace(/\/+$/, "");
  throw new Error(
    "--public-url has to be a URL that begins with https://, or with http:// on this machine, and holds no user, query or fragment, such as https://dba.example.com/mcp.",
  );
}

function hostOf(text: string): string {
  // clients leave the port of https out, and this server speaks http: it is a proxy's
  const host = text.toLowerCase().replace(/:443$/, "");
  if (URL.canParse(`http://${host}`) && /^(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?$/.test(host)) return host;
  throw new Error(
    `--allowed-hosts cannot hold ${JSON.stringify(text.slice(0, 60))}; it takes names as in a URL, such as dba.example.com or dba.example.com:8432.`,
  );
}

function originOf(text: string): string {
  const origin = text.toLowerCase();
  if (
    URL.canParse(origin) &&
    new URL(origin).origin === origin &&
    /^https?:\/\/[\w.[\]:-]+$/.test(origin)
  )
    return origin;
  throw new Error(
    `--allowed-origins cannot hold ${JSON.stringify(text.slice(0, 60))}; it takes origins, such as https://app.example.com.`,
  );
}

function whole(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(
    `${flag} cannot be ${JSON.stringify(text.slice(0, 40))}; it takes a whole number from ${least} to ${most}.`,
  );
}

const list = (text = ""): string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
