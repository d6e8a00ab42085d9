import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer } from "../../src/cli/open-server.ts";
import { readConfig } from "../../src/config.ts";
import type { ServerConfig } from "../../src/mcp/server.ts";
import { toolsets } from "../../tools/index.ts";
import { removeHome } from "./temporary-folder.ts";

interface Served extends AsyncDisposable {
  readonly config: ServerConfig;
}

/** Everything that serves a test database, as the command line puts it together; the client is the test's own. */
export const serve = (
  databaseUrl: string,
  flags: readonly string[] = [],
  env: Record<string, string> = {},
): Served => open(flags, { ...env, DATABASE_URL: databaseUrl });

/** The same for a Neon: the local one, asked as the one in the cloud is. */
export const serveNeon = (
  { apiUrl, key }: { readonly apiUrl: string; readonly key: string },
  flags: readonly string[] = [],
): Served => open(flags, { NEON_API_KEY: key, NEON_API_HOST: apiUrl });

/** The local Neon of a home, as a server without credentials serves it. */
export function serveLocal(
  { home }: { readonly home: string },
  flags: readonly string[] = [],
): Served {
  const server = openServer(readConfig(flags, { NEON_DBA_HOME: home }), toolsets, "test");
  return { config: server.config, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function open(flags: readonly string[], env: Record<string, string>): Served {
  const home = mkdtempSync(join(tmpdir(), "neon-dba-served-"));
  const server = openServer(readConfig(flags, { ...env, NEON_DBA_HOME: home }), toolsets, "test");
  return {
    config: server.config,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      removeHome(home);
    },
  };
}
