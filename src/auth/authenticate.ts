import { errors } from "jose";
import { accessTokens, InvalidToken, type OAuthOptions } from "./access-tokens.ts";
import { bearerOf, digestOfKey, type Incoming, neonKeyOf } from "./incoming.ts";
import { KeysUnavailable } from "./issuer-keys.ts";
import { type Narrowable, type Narrowing, readNarrowing } from "./narrowing.ts";
import { oauthScope, scopesUpTo } from "./oauth-scopes.ts";
import { type Principal, type Scope, scopes, withHeld } from "./principal.ts";
import { badRequest, challenge, type Reason, type Refusal, unavailable } from "./refusal.ts";
import { metadataUrl, resourceMetadata } from "./resource-metadata.ts";
import { TOKEN_PREFIX } from "./token.ts";
import { openTokenFile } from "./token-file.ts";

export interface Admitted {
  readonly principal: Principal;
  /** What the SDK wants to know of a caller (`req.auth`). It never holds the token: nothing behind the door has a use for it. */
  readonly auth: {
    readonly token: "";
    readonly clientId: string;
    readonly scopes: string[];
    readonly expiresAt?: number;
  };
  /** The key that this request is to be served with, and no other; it is kept nowhere. */
  readonly neonKey?: string;
  /** How the request wants to be held back. */
  readonly narrowing?: Narrowing;
  /** What a call gets that needs a scope which the caller lacks; undefined where there is nobody to ask for another token. */
  readonly stepUp?: (scope: Scope) => Refusal;
}

export type Refused = { readonly refusal: Refusal };

export interface AuthenticationOptions {
  /** Path of the tokens file. */
  readonly tokens: string | undefined;
  readonly oauth: OAuthOptions | undefined;
  /** `request`: each request brings the Neon API key that it is served with. */
  readonly neonKeys: "operator" | "request";
  /** Undefined where requests cannot narrow anything. */
  readonly narrowable?: Narrowable;
  /** URL by which clients reach the server; asked for when it is first needed, because a free port is known late. */
  readonly resource: () => string;
  readonly log: (level: "warn", message: string, fields?: Record<string, unknown>) => void;
}

export interface Authentication {
  /** Who calls tools, with the key and the narrowing of the request. */
  readonly authenticate: (request: Incoming) => Promise<Admitted | Refused>;
  /** Who asks for something else: that has nothing to do with keys and narrowing, and whoever asks need not know of them. */
  readonly identify: (request: Incoming) => Promise<{ readonly principal: Principal } | Refused>;
  /** The RFC 9728 document that stands at this path, for everyone to read; undefined elsewhere and without an authorization server. */
  metadata(path: string): object | undefined;
}

/**
 * Who is let in. With neither tokens nor an authorization server everyone is `local`, with all scopes: only for a server that listens to
 * this machine alone. Throws an Error of one sentence where the tokens file or a setting is no good.
 */
export async function openAuthentication(options: AuthenticationOptions): Promise<Authentication> {
  const { tokens, oauth, neonKeys, narrowable, resource, log } = options;
  const file = tokens === undefined ? undefined : openTokenFile(tokens);
  await file?.check();
  const judgeAccess = oauth === undefined ? undefined : accessTokens(oauth);
  const isOpen = file === undefined && judgeAccess === undefined;

  const refuse = (reason: Reason, description: string, scope: Scope = "read"): Refusal =>
    challenge({
      reason,
      description,
      ...(oauth === undefined
        ? { metadata: undefined }
        : { metadata: metadataUrl(resource()), scope: scopesUpTo(scope).join(" ") }),
    });

  const identify = async (token: string): Promise<Principal> => {
    if (token.startsWith(TOKEN_PREFIX) || judgeAccess === undefined) {
      const line = await file?.find(token);
      if (line === undefined) throw new InvalidToken("It is unknown, revoked or expired.");
      const { name, scopes: held, expiresAt = Infinity } = line;
      const seconds = Number.isFinite(expiresAt) ? { expiresAt: Math.floor(expiresAt / 1000) } : {};
      return { id: `token:${name}`, scopes: held, ...seconds };
    }
    return judgeAccess(token);
  };

  const judge = async (request: Incoming): Promise<Principal | Refusal> => {
    if (/[?&]access_token(=|&|#|$)/.test(request.url ?? ""))
      return badRequest("A token in a URL ends up in logs: send it as Authorization.");
    if (isOpen) return { id: "local", scopes: withHeld(["admin"]) };
    const token = bearerOf(request);
    if (token === undefined) return refuse("missing", "Send Authorization: Bearer TOKEN.");
    try {
      const principal = await identify(token);
      if (principal.scopes.size > 0) return principal;
      return refuse(
        "scope",
        `The token holds no scope of this server, not even ${oauthScope("read")}.`,
      );
    } catch (error) {
      if (error instanceof InvalidToken) {
        const reason = error.cause instanceof errors.JWTExpired ? "expired" : "invalid";
        return refuse(reason, `The token is not taken. ${error.message}`);
      }
      log("warn", "authentication", { error: (error as Error).message });
      const who =
        error instanceof KeysUnavailable
          ? "The authorization server does not answer"
          : "The tokens file is not readable";
      return unavailable(`${who}, so that nobody can be let in now; the server's log says more.`);
    }
  };

  const narrow = (request: Incoming, { scopes: held }: Principal): Narrowing | undefined =>
    narrowable === undefined ? undefined : readNarrowing(request, held, narrowable);

  const admit = (
    principal: Principal,
    {
      narrowing,
      neonKey,
    }: { readonly narrowing: Narrowing | undefined; readonly neonKey?: string },
  ): Admitted => ({
    principal,
    auth: {
      token: "",
      clientId: principal.id,
      scopes: scopes.filter((scope) => principal.scopes.has(scope)).map(oauthScope),
      ...(principal.expiresAt === undefined ? {} : { expiresAt: principal.expiresAt }),
    },
    ...(neonKey === undefined ? {} : { neonKey }),
    ...(narrowing === undefined ? {} : { narrowing }),
    // a static token holds what it holds, and who wants to read alone wants no other token
    ...(principal.id.startsWith("oauth:") && narrowing?.access !== "read"
      ? {
          stepUp: (scope) => refuse("scope", `This call needs ${oauthScope(scope)}.`, scope),
        }
      : {}),
  });

  return {
    metadata: (path) =>
      oauth === undefined ? undefined : resourceMetadata(path, resource(), oauth.issuer),
    async identify(request) {
      const judged = await judge(request);
      return "status" in judged ? { refusal: judged } : { principal: judged };
    },
    async authenticate(request) {
      const judged = await judge(request);
      if ("status" in judged) return { refusal: judged };
      let narrowing: Narrowing | undefined;
      try {
        narrowing = narrow(request, judged);
      } catch (error) {
        return { refusal: badRequest((error as Error).message) };
      }
      if (neonKeys === "operator") return admit(judged, { narrowing });
      const neonKey = neonKeyOf(request);
      if (neonKey === undefined)
        return {
          refusal: badRequest(
            "Send the Neon API key of this request as X-Neon-API-Key; it is not kept.",
          ),
        };
      // strangers to each other who all are `local` must not meet
      const principal = isOpen ? { ...judged, id: `key:${digestOfKey(neonKey)}` } : judged;
      return admit(principal, { narrowing, neonKey });
    },
  };
}
