import { createPublicKey } from "node:crypto";
import { generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import type { AuthorizationServer } from "./authorization-server.ts";

const now = (): number => Math.floor(Date.now() / 1000);

/** Tokens that each lack one thing of what lets a caller in, by what that is. */
export async function refusedTokens(
  issuing: AuthorizationServer,
  audience: string,
): Promise<Record<string, string>> {
  const own = await generateKeyPair("ES256");
  const claims = {
    iss: issuing.issuer,
    sub: "alice",
    aud: audience,
    exp: now() + 300,
    scope: "neon-dba:admin",
  };
  const publicKey = createPublicKey({ key: { ...issuing.publicKey() }, format: "jwk" });
  const confused = async (secret: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid: String(issuing.publicKey().kid) })
      .sign(new TextEncoder().encode(secret));
  const good = await issuing.token();
  const [header = "", , signature = ""] = good.split(".");
  const forged = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return {
    "another audience": await issuing.token({ aud: "https://other.example.com/mcp" }),
    "a similar audience": await issuing.token({ aud: "https://dba.example.com/mcp2" }),
    "a part of the audience": await issuing.token({ aud: "https://dba.example.com" }),
    "the audience in other letters": await issuing.token({ aud: "https://dba.example.com/MCP" }),
    "no audience": await issuing.token({ aud: undefined }),
    "an empty list of audiences": await issuing.token({ aud: [] }),
    expired: await issuing.token({ exp: now() - 60 }),
    "no expiry": await issuing.token({ exp: undefined }),
    "not yet": await issuing.token({ nbf: now() + 60 }),
    "another issuer": await issuing.token({ iss: "https://evil.example.com" }),
    "a longer issuer": await issuing.token({ iss: `${issuing.issuer}/` }),
    "no issuer": await issuing.token({ iss: undefined }),
    "no subject": await issuing.token({ sub: undefined }),
    "an empty subject": await issuing.token({ sub: "" }),
    "a logout token": await issuing.token({}, { typ: "logout+jwt" }),
    "bound to a key": await issuing.token({ cnf: { jkt: "x" } }),
    "no signature": new UnsecuredJWT(claims).encode(),
    "the public key as a secret": await confused(
      publicKey.export({ type: "spki", format: "pem" }).toString(),
    ),
    "the public JWK as a secret": await confused(JSON.stringify(issuing.publicKey())),
    "another's key under a known name": await new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: String(issuing.publicKey().kid) })
      .sign(own.privateKey),
    "its own key in its header": await new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", jwk: { kty: "EC" } })
      .sign(own.privateKey),
    "other claims under the signature": `${header}.${forged}.${signature}`,
    "a cut signature": good.slice(0, -4),
    "no token": "x.y.z",
    "an unknown static token": "ndba_x",
  };
}
