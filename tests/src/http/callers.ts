import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { type Scope, withHeld } from "../../../src/auth/principal.ts";
import { createToken, hashToken } from "../../../src/auth/token.ts";
import { writeTokenLine } from "../../../src/auth/token-lines.ts";
import { type Era, textOf } from "../../helpers/client.ts";
import { connectHttp, serveHttp } from "../../helpers/http.ts";
import { localNeon } from "../../helpers/local-neon.ts";
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from "../auth/authorization-server.ts";

/** Who may what: static tokens, one for each scope, and two people with all of them. */
const people: Readonly<Record<string, Scope>> = {
  reader: "read",
  writer: "write",
  alice: "admin",
  bob: "admin",
};

/** The URL by which the server is known outside. */
export const audience = "https://dba.example.com/mcp";

export interface Callers extends AsyncDisposable {
  readonly url: string;
  readonly issuing: AuthorizationServer;
  /** The token of one of them. */
  readonly tokenOf: (name: string) => string;
  /** A client of one of them. */
  readonly as: (name: string, era?: Era) => Promise<Client & AsyncDisposable>;
}

/** A local Neon served over HTTP to the people above, and to whoever brings a token of an authorization server. */
export async function serveCallers(): Promise<Callers> {
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-callers-"));
  const tokens = new Map(Object.keys(people).map((name) => [name, createToken()]));
  const tokenOf = (name: string): string => tokens.get(name) ?? "";
  const file = join(folder, "tokens");
  const lines = Object.entries(people).map(([name, scope]) =>
    writeTokenLine({ name, scopes: withHeld([scope]), hash: hashToken(tokenOf(name)) }),
  );
  writeFileSync(file, lines.join("\n"), { mode: 0o600 });
  const neon = await localNeon();
  const issuing = await startAuthorizationServer({ audience });
  const server = await serveHttp(
    [
      "--toolsets=all",
      `--tokens=${file}`,
      `--oauth-issuer=${issuing.issuer}`,
      `--public-url=${audience}`,
    ],
    { NEON_API_KEY: neon.key, NEON_API_HOST: neon.apiUrl },
  );
  const { url } = server;
  return {
    url,
    issuing,
    tokenOf,
    as: (name, era = "modern") =>
      connectHttp(url, { era, headers: { authorization: `Bearer ${tokenOf(name)}` } }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await issuing[Symbol.asyncDispose]();
      await neon[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The text that a tool answers, whether it refuses or not. */
export async function say(client: Client, name: string, args: object): Promise<string> {
  return textOf(await client.callTool({ name, arguments: { ...args } }));
}
