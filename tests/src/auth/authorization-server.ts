import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

export interface AuthorizationServer extends AsyncDisposable {
  readonly issuer: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** What its endpoints answer with; 200 unless a test takes it down. */
  status: number;
  /** A signed access token with what RFC 9068 wants, changed as given; a claim that is undefined is left out. */
  token(
    claims?: { readonly [claim in keyof JWTPayload]?: JWTPayload[claim] | undefined },
    header?: Readonly<Record<string, string | undefined>>,
  ): Promise<string>;
  /** A new signing key in the place of the one before, which its key set goes on to hold where that is asked for. */
  rotate(options?: { readonly keep?: boolean }): Promise<void>;
  readonly publicKey: () => JWK;
}

/** An authorization server as far as one that checks its tokens sees it: metadata, and a key set that changes. */
export async function startAuthorizationServer({
  audience,
  metadata = "/.well-known/oauth-authorization-server",
  path = "",
}: {
  audience: string;
  metadata?: string;
  path?: string;
}): Promise<AuthorizationServer> {
  let key = await newKey();
  let before: JWK[] = [];
  const server = createServer((request, response) => {
    started.asked.push(request.url ?? "");
    const body =
      request.url === metadata
        ? { issuer: started.issuer, jwks_uri: `${origin}/keys` }
        : request.url === "/keys"
          ? { keys: [...before, key.jwk] }
          : undefined;
    response.writeHead(body === undefined ? 404 : started.status, {
      "content-type": "application/json",
    });
    response.end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const started: AuthorizationServer = {
    issuer: `${origin}${path}`,
    asked: [],
    status: 200,
    token(claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const all: Record<string, unknown> = {
        iss: started.issuer,
        sub: "alice",
        aud: audience,
        iat: now,
        exp: now + 300,
        client_id: "app",
        scope: "neon-dba:read",
        ...claims,
      };
      return new SignJWT(all)
        .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: key.kid, ...header })
        .sign(key.privateKey);
    },
    async rotate({ keep = false } = {}) {
      before = keep ? [...before, key.jwk] : [];
      key = await newKey();
    },
    publicKey: () => key.jwk,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return started;
}

let keys = 0;
async function newKey() {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const kid = `key-${keys++}`;
  return {
    kid,
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" },
  };
}
