import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from "jose";

const TIMEOUT_MS = 5_000;
/** So long nobody is asked again who did not answer: tokens that anyone may send must not become requests to him. */
const PAUSE_MS = 5_000;

/** The authorization server gives no keys; that says nothing about a token. */
export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";
}

export interface IssuerKeysOptions {
  readonly issuer: string;
  readonly jwks: string | undefined;
  /** How long after one look at the keys a token with an unknown one may cause another. */
  readonly cooldownMs?: number;
}

/**
 * The signing keys of an authorization server: fetched when the first token comes, kept for ten minutes, and looked at again when a token
 * names a key that is not among them, so that a rotation is found. Where that look fails, those that are kept go on to serve their tokens.
 * The function throws KeysUnavailable where a token's key cannot be had.
 */
export function issuerKeys({
  issuer,
  jwks,
  cooldownMs = 30_000,
}: IssuerKeysOptions): JWTVerifyGetKey {
  let opened: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  let failed: { readonly at: number; readonly error: KeysUnavailable } | undefined;

  const rest = (): void => {
    if (failed !== undefined && Date.now() < failed.at + PAUSE_MS) throw failed.error;
  };
  const open = async () => {
    rest();
    const url = new URL(jwks ?? (await discoverJwks(issuer)));
    return createRemoteJWKSet(url, {
      cooldownDuration: cooldownMs,
      timeoutDuration: TIMEOUT_MS,
      [customFetch]: async (...asked) => {
        rest();
        return fetch(...asked);
      },
    });
  };

  return async (header, token) => {
    let keys: Awaited<typeof opened>;
    try {
      keys = await (opened ??= open());
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      if (error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      // a token that anyone may make up costs nobody the keys that are kept; without them, they may have moved: the metadata is asked again
      if (keys?.fresh !== true) opened = undefined;
      if (error instanceof KeysUnavailable) throw error;
      const what = error instanceof Error ? error.message : String(error);
      failed = { at: Date.now(), error: new KeysUnavailable(`The keys of ${issuer}: ${what}`) };
      throw failed.error;
    }
  };
}

/** `jwks_uri` of the issuer's metadata: RFC 8414, else OpenID Connect Discovery, in both places that servers put it. */
async function discoverJwks(issuer: string): Promise<string> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, "");
  const places = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  for (const place of new Set(places)) {
    const metadata = await readMetadata(place);
    if (metadata === undefined) continue;
    // RFC 8414 3.3: otherwise one who can write there could pass for another
    if (metadata["issuer"] !== issuer)
      throw new Error(
        `${place} is the metadata of another issuer; --oauth-issuer must be its \`issuer\``,
      );
    const uri = metadata["jwks_uri"];
    if (typeof uri === "string" && isTrustedUrl(uri)) return uri;
    throw new Error(`${place} names no jwks_uri that begins with https://; set --oauth-jwks`);
  }
  throw new Error("it has no metadata where RFC 8414 and OpenID Connect put it; set --oauth-jwks");
}

async function readMetadata(url: string): Promise<Record<string, unknown> | undefined> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    redirect: "error",
    signal,
  });
  if (response.status >= 500) throw new Error(`${url} answers ${response.status}`);
  if (!response.ok) return undefined;
  const value: unknown = await response.json();
  return value !== null && typeof value === "object"
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Keys that came over an open wire would let in whoever sits on it. */
export function isTrustedUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const isHere = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  return protocol === "https:" || (protocol === "http:" && isHere);
}
