import { errors, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from "jose";
import type { Principal } from "./principal.ts";
import { issuerKeys, isTrustedUrl, KeysUnavailable } from "./issuer-keys.ts";
import { grantedScopes } from "./oauth-scopes.ts";

export interface OAuthOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Undefined where the issuer's metadata is asked. */
  readonly jwks: string | undefined;
  readonly cooldownMs?: number;
}

/** Whoever has a public key has it: a shared secret made of it, or no signature at all, proves nothing. */
const ALGORITHMS = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ");

/** What a token of another kind says; one of ours says `at+jwt` (RFC 9068), or `JWT` or nothing, as many servers still do. */
const TYPES = ["at+jwt", "application/at+jwt", "jwt", "application/jwt"];

/** Clocks differ, by this many seconds. */
const TOLERANCE_SECONDS = 10;

/** Keys that are tried on a token that does not say which one it is signed with. */
const MOST_KEYS = 16;

/** Why a token is not taken; the sentence is for the caller and holds nothing of the token. */
export class InvalidToken extends Error {
  override readonly name = "InvalidToken";
}

/**
 * Judges JWT access tokens of one issuer. Signature, issuer, audience, expiry and subject are all demanded. The function throws
 * InvalidToken, or KeysUnavailable where the issuer's keys cannot be had. Here, an Error of one sentence where a setting is no good.
 */
export function accessTokens(options: OAuthOptions): (token: string) => Promise<Principal> {
  const { issuer, audience, jwks } = options;
  for (const [flag, url] of [
    ["--oauth-issuer", issuer],
    ["--oauth-jwks", jwks ?? issuer],
  ] as const)
    if (!isTrustedUrl(url))
      throw new Error(`${flag} has to begin with https://, or with http:// on this machine.`);
  const keys = issuerKeys(options);
  const plain = audience.replace(/\/$/, "");

  return async (token) => {
    const { payload, protectedHeader } = await verify(token, keys, {
      algorithms: ALGORITHMS,
      issuer,
      // clients write the URL of a server without a path with a slash
      audience: [plain, `${plain}/`],
      requiredClaims: ["exp", "sub"],
      clockTolerance: TOLERANCE_SECONDS,
    }).catch((error: unknown) => {
      throw error instanceof KeysUnavailable
        ? error
        : new InvalidToken(reasonOf(error), { cause: error });
    });
    const { sub, exp, cnf } = payload;
    const { typ = "jwt" } = protectedHeader;
    if (!TYPES.includes(typ.toLowerCase())) throw new InvalidToken("It is no access token.");
    // RFC 9449 7.1: such a token without the proof of its key is a stolen one
    if (cnf !== undefined)
      throw new InvalidToken("It is bound to a key, which is not looked at here.");
    if (typeof sub !== "string" || sub === "") throw new InvalidToken("It names no subject.");
    return {
      id: `oauth:${issuer} ${sub}`,
      scopes: grantedScopes(payload),
      ...(exp === undefined ? {} : { expiresAt: exp }),
    };
  };
}

/** Of several keys that a token may be signed with, as while they are rotated, one has to fit. */
async function verify(token: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions) {
  try {
    return await jwtVerify(token, keys, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let tried = 0;
    for await (const key of error) {
      if (tried++ === MOST_KEYS) break;
      try {
        return await jwtVerify(token, key, options);
      } catch (refused) {
        if (!(refused instanceof errors.JWSSignatureVerificationFailed)) throw refused;
      }
    }
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "It has expired.";
  if (error instanceof errors.JWTClaimValidationFailed)
    return `Its claim ${error.claim} is ${error.reason === "missing" ? "missing" : "not what it has to be"}.`;
  if (error instanceof errors.JOSEAlgNotAllowed) return "Its algorithm is not allowed.";
  if (error instanceof errors.JWKSNoMatchingKey) return "Its key is none of the issuer's.";
  return "It is no JWT that the issuer has signed.";
}
