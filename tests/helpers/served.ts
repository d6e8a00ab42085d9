import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer } from "../../src/cli/open-server.ts";
import { readConfig } from "../../src/config.ts";
import type { ServerConfig } from "../../src/mcp/server.ts";
import { toolsets } from "../../tools/index.ts";

/** Everything that serves a test database, as the command line puts it together; the client is the test's own. */
export function serve(
  databaseUrl: string,
  flags: readonly string[] = [],
): { config: ServerConfig } & AsyncDisposable {
  const home = mkdtempSync(join(tmpdir(), "neon-dba-served-"));
  const server = openServer(
    readConfig(flags, { DATABASE_URL: databaseUrl, NEON_DBA_HOME: home }),
    toolsets,
    "test",
  );
  return {
    config: server.config,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
