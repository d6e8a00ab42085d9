import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import pg from "pg";
import { createEmbedded } from "../../src/embedded/embedded.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { dbhubConfig, dbhubPath } from "./dbhub.ts";
import { median, print, quantile, timed } from "./figures.ts";

/**
 * The first tool call in an empty home, which makes the local Neon; then `select 1` over stdio against `pg` in process and against
 * DBHub 1.4 on the same plain Postgres, in turn. `npm run bench -- calls [N]`. DBHub is installed into the cache on first use.
 */
const rounds = Number(process.argv[2] ?? 2_000);
const root = resolve(import.meta.dirname, "../..");
const ours = join(root, "dist/src/main.js");

const base = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };

async function open(args: readonly string[], env: Record<string, string>): Promise<Client> {
  const client = new Client(
    { name: "bench", version: "1.0.0" },
    { versionNegotiation: { mode: "legacy" } },
  );
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [...args],
      env: { ...base, ...env },
      stderr: "ignore",
    }),
  );
  return client;
}

const home = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));
rmSync(home, { recursive: true });
const local = await open([ours], { NEON_DBA_HOME: home });
const first = await timed(() =>
  local.callTool({ name: "run_sql", arguments: { sql: "select 1" } }, { timeout: 60_000 }),
);
if (first.result.isError) throw new Error(JSON.stringify(first.result.content));
print("first tool call in an empty home", { "run_sql select 1": { ms: first.ms } });

const plain = temporaryHome();
const cluster = await startCluster(plain, await findInstallation(plain));
const { url } = cluster;

const dbhub = await open(
  [dbhubPath(), "--transport", "stdio", "--config", dbhubConfig(url, true)],
  {},
);
const dbhubWriting = await open(
  [dbhubPath(), "--transport", "stdio", "--config", dbhubConfig(url, false)],
  {},
);
const served = await open([ours], { DATABASE_URL: url, NEON_DBA_HOME: home });
const driver = new pg.Client({ connectionString: url });
await driver.connect();

const contenders: Record<string, () => Promise<unknown>> = {
  "pg in process": () => driver.query("select 1"),
  "neon-dba over stdio": () => ask(served, "run_sql"),
  "DBHub, read-only": () => ask(dbhub, "execute_sql"),
  "DBHub, as it comes": () => ask(dbhubWriting, "execute_sql"),
};

async function ask(client: Client, name: string): Promise<void> {
  const result = await client.callTool({ name, arguments: { sql: "select 1" } });
  if (result.isError) throw new Error(JSON.stringify(result.content));
}

const samples = Object.fromEntries(Object.keys(contenders).map((name) => [name, [] as number[]]));
for (let round = -100; round < rounds; round++)
  for (const [name, call] of Object.entries(contenders)) {
    const { ms } = await timed(call);
    if (round >= 0) samples[name]?.push(ms);
  }
print(
  `select 1, ${rounds} rounds in turn (ms)`,
  Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [
      name,
      { p50: median(values), p99: quantile(values, 0.99) },
    ]),
  ),
);
const of = (name: string, q: number): number => quantile(samples[name] ?? [], q);
const ratio = (other: string, q: number): number => of("neon-dba over stdio", q) / of(other, q);
print("ratios", {
  "neon-dba / DBHub, read-only": {
    p50: ratio("DBHub, read-only", 0.5),
    p99: ratio("DBHub, read-only", 0.99),
  },
  "neon-dba / DBHub, as it comes": {
    p50: ratio("DBHub, as it comes", 0.5),
    p99: ratio("DBHub, as it comes", 0.99),
  },
  "neon-dba - pg (ms added)": { p50: of("neon-dba over stdio", 0.5) - of("pg in process", 0.5) },
});
await Promise.all([
  local.close(),
  served.close(),
  dbhub.close(),
  dbhubWriting.close(),
  driver.end(),
]);
await cluster.stop();
await using embedded = createEmbedded({ home });
await embedded.destroy();
rmSync(home, { recursive: true, force: true });
