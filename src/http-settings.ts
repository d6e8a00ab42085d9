import type { Setting } from "./setting.ts";

/** Those of `neon-dba http` alone. */
export const httpSettings: readonly Setting[] = [
  {
    key: "host",
    flag: "--host",
    variable: "NEON_DBA_HTTP_HOST",
    placeholder: "ADDRESS",
    fallback: "127.0.0.1",
    command: "http",
    description:
      "Address to listen on. Beyond this machine it takes authentication and --allowed-hosts.",
  },
  {
    key: "port",
    flag: "--port",
    variable: "NEON_DBA_HTTP_PORT",
    placeholder: "0..65535",
    fallback: "8432",
    command: "http",
    description: "Port to listen on; 0 takes a free one.",
  },
  {
    key: "allowedHosts",
    flag: "--allowed-hosts",
    variable: "NEON_DBA_HTTP_ALLOWED_HOSTS",
    placeholder: "HOST,HOST",
    command: "http",
    description:
      "Host names by which clients may call it, with the port where it is not the standard one. Names of this machine's loopback always may on loopback.",
  },
  {
    key: "allowedOrigins",
    flag: "--allowed-origins",
    variable: "NEON_DBA_HTTP_ALLOWED_ORIGINS",
    placeholder: "https://…,https://…",
    command: "http",
    description:
      "Origins whose pages may call it. Without it every request of a browser is refused.",
  },
  {
    key: "publicUrl",
    flag: "--public-url",
    variable: "NEON_DBA_HTTP_PUBLIC_URL",
    placeholder: "https://…/mcp",
    command: "http",
    description:
      "URL by which clients reach it through a proxy: the resource that OAuth tokens have to be meant for.",
  },
  {
    key: "tokens",
    flag: "--tokens",
    variable: "NEON_DBA_HTTP_TOKENS",
    placeholder: "FILE",
    command: "http",
    description:
      "Bearer tokens that are let in, as hashes, one a line with its name and scopes; `neon-dba token NAME` makes them.",
  },
  {
    key: "oauthIssuer",
    flag: "--oauth-issuer",
    variable: "NEON_DBA_OAUTH_ISSUER",
    placeholder: "https://…",
    command: "http",
    description: "Authorization server whose access tokens (JWT) are let in.",
  },
  {
    key: "oauthAudience",
    flag: "--oauth-audience",
    variable: "NEON_DBA_OAUTH_AUDIENCE",
    placeholder: "https://…",
    command: "http",
    description: "Audience that those tokens must name. Default: the public URL.",
  },
  {
    key: "oauthJwks",
    flag: "--oauth-jwks",
    variable: "NEON_DBA_OAUTH_JWKS",
    placeholder: "https://…",
    command: "http",
    description: "Where its signing keys are. Default: what its metadata says.",
  },
  {
    key: "neonKeys",
    flag: "--neon-keys",
    variable: "NEON_DBA_NEON_KEYS",
    values: ["operator", "request"],
    fallback: "operator",
    command: "http",
    description:
      "Whose Neon is served: that of the operator's settings, or that of the key in each request's `X-Neon-API-Key`, which is never kept.",
  },
  {
    key: "rateLimit",
    flag: "--rate-limit",
    variable: "NEON_DBA_RATE_LIMIT",
    placeholder: "CALLS",
    fallback: "600",
    command: "http",
    description: "Tool calls that one caller may make in a minute.",
  },
  {
    key: "concurrency",
    flag: "--concurrency",
    variable: "NEON_DBA_CONCURRENCY",
    placeholder: "CALLS",
    fallback: "8",
    command: "http",
    description: "Tool calls that run on one target at once; the others wait, callers in turn.",
  },
];
