import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withHeld } from "../../src/auth/principal.ts";
import { createToken, hashToken } from "../../src/auth/token.ts";
import { writeTokenLine } from "../../src/auth/token-lines.ts";
import { serveHttp } from "../helpers/http.ts";
import { commandLine } from "../helpers/server.ts";
import { isolated } from "./client.ts";
import type { Door } from "./scenes.ts";

/** A server for each client, which the client starts. */
export async function stdioDoor(): Promise<Door> {
  return {
    place: (flags, { url }, home) => ({
      stdio: {
        command: process.execPath,
        args: [...commandLine, ...flags],
        env: { ...isolated(home), DATABASE_URL: url, NEON_DBA_HOME: home },
      },
    }),
    async [Symbol.asyncDispose]() {},
  };
}

/** A file with a token that may do everything. */
export function tokenFile(): Disposable & { readonly token: string; readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-tokens-"));
  const [token, path] = [createToken(), join(folder, "tokens")];
  const line = { name: "agent", scopes: withHeld(["admin"]), hash: hashToken(token) };
  writeFileSync(path, `${writeTokenLine(line)}\n`, { mode: 0o600 });
  return { token, path, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

/** One server for each set of flags, which lets in who has the token. */
export async function httpDoor(): Promise<Door> {
  const tokens = tokenFile();
  const servers = new Map<string, ReturnType<typeof serveHttp>>();
  return {
    async place(flags, { url: databaseUrl }) {
      const key = flags.join(" ");
      const server =
        servers.get(key) ??
        serveHttp([...flags, "--tokens", tokens.path], { DATABASE_URL: databaseUrl });
      servers.set(key, server);
      return { http: { url: (await server).url, token: tokens.token } };
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers.values()) await (await server)[Symbol.asyncDispose]();
      tokens[Symbol.dispose]();
    },
  };
}
