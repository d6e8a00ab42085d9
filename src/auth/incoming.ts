import { createHash } from "node:crypto";

/** What is looked at of a request; names of headers in lower case, as Node gives them. */
export interface Incoming {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Each header as often as it came. */
  readonly headersDistinct?: Readonly<Record<string, readonly string[] | undefined>>;
  readonly url?: string | undefined;
}

/** The token of `Authorization: Bearer`. */
export function bearerOf({ headers }: Incoming): string | undefined {
  const header = headers["authorization"];
  return typeof header === "string" ? /^bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1] : undefined;
}

/** The key of `X-Neon-API-Key`, with which the request is to be served. */
export function neonKeyOf({ headers }: Incoming): string | undefined {
  const key = headers["x-neon-api-key"];
  return typeof key === "string" && /^[!-~]{8,512}$/.test(key) ? key : undefined;
}

/** Tells keys apart and gives none of them away: they are random, so half of a digest is as good as the whole. */
export const digestOfKey = (key: string): string =>
  createHash("sha256").update(`neon-dba ${key}`).digest("hex").slice(0, 32);
