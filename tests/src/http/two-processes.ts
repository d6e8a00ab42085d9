import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { expect } from "vitest";
import { textOf } from "../../helpers/client.ts";
import { type HttpProcess, startHttp } from "../../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../../helpers/postgres.ts";
import { removeHome } from "../../helpers/temporary-folder.ts";
import { type Proxy, openProxy } from "./proxy.ts";

/** Two processes of the server behind a plain proxy: one database that they serve, one that they keep their state in, one home. */
export interface TwoProcesses extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly state: TestDatabase;
  readonly servers: HttpProcess[];
  readonly proxy: Proxy;
  /** Kills one and starts another in its place. */
  readonly replace: (at: number) => Promise<void>;
  /** How many statements with the mark are at work. */
  readonly running: (mark: string) => Promise<Record<string, unknown>[]>;
}

export async function twoProcesses(flags: readonly string[] = []): Promise<TwoProcesses> {
  const home = mkdtempSync(join(tmpdir(), "neon-dba-two-"));
  const [database, state] = await Promise.all([testDatabase(), testDatabase()]);
  const start = (): Promise<HttpProcess> =>
    startHttp(["--access", "full", ...flags], {
      DATABASE_URL: database.url,
      NEON_DBA_STATE_URL: state.url,
      NEON_DBA_HOME: home,
    });
  const servers = await Promise.all([start(), start()]);
  const urls = servers.map(({ url }) => url);
  const proxy = await openProxy(urls);
  return {
    database,
    state,
    servers,
    proxy,
    replace: async (at) => {
      await servers[at]?.end("SIGKILL");
      const again = await start();
      [servers[at], urls[at]] = [again, again.url];
    },
    running: (mark) =>
      database.runAsSuperuser(
        `select count(*)::int as n from pg_stat_activity where state = 'active' and query like '%${mark}%' and datname = current_database() and pid <> pg_backend_pid()`,
      ),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
      await Promise.all([database[Symbol.asyncDispose](), state[Symbol.asyncDispose]()]);
      removeHome(home);
    },
  };
}

/** A person who says yes. */
export const agree = () => ({ action: "accept" as const, content: { confirm: true } });

/** What a call that must not refuse returns. */
export async function done(client: Client, name: string, args: Record<string, unknown>) {
  const result = await client.callTool({ name, arguments: args });
  expect(result.isError, textOf(result)).toBeFalsy();
  return result.structuredContent as Record<string, unknown>;
}
