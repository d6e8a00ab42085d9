import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, textOf } from "../helpers/client.ts";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { serve } from "../helpers/served.ts";
import { startServer } from "../helpers/server.ts";
import { FLAGS, type Sent } from "../tools/operations/calls.ts";

const ROWS = 300_000;
const SOURCE = `
  create table large (id int primary key, body text not null);
  insert into large select g, repeat('x', 100) || g from generate_series(1, ${ROWS}) g;
  create table small (id int primary key); insert into small values (1), (2); analyze`;

const folder = mkdtempSync(join(tmpdir(), "neon-dba-ends-"));
let source: TestDatabase;
let target: TestDatabase;
let served: ReturnType<typeof serve>;
let client: Client & AsyncDisposable;
const flags = [...FLAGS, "--confirm", "never", "--files", folder];
beforeAll(async () => {
  // the home of the server that is killed is below it, and Postgres may be another user
  chmodSync(folder, 0o711);
  source = await testDatabase(SOURCE);
  target = await testDatabase();
  process.env["ENDS_URL"] = source.url;
  served = serve(target.url, flags);
  client = await connect(served.config);
  const lines = Array.from({ length: ROWS }, (_, at) => `${at + 1},${"y".repeat(50)}\n`);
  writeFileSync(join(folder, "rows.csv"), `id,body\n${lines.join("")}`);
});
afterAll(async () => {
  delete process.env["ENDS_URL"];
  await client[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
  await target[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** Who works in either database. */
const busy = (): Promise<Record<string, unknown>[]> =>
  source.runAsSuperuser(`
    select datname, state, left(query, 80) as query from pg_stat_activity
    where datname in ('${source.name}', '${target.name}') and pid <> pg_backend_pid()
      and backend_type = 'client backend' and state <> 'idle'`);

/** Waits until nobody works there any more, and fails where that takes long. */
async function settled(): Promise<void> {
  const until = Date.now() + 8_000;
  for (let left = await busy(); left.length > 0; left = await busy()) {
    if (Date.now() > until) throw new Error(JSON.stringify(left));
    await sleep(20);
  }
}

/** Waits until rows are on their way. */
async function working(): Promise<void> {
  const rows = /\b(?:copy|hash|md5)/i;
  const until = Date.now() + 20_000;
  while (!(await busy()).some(({ query }) => rows.test(String(query)))) {
    if (Date.now() > until) throw new Error("nothing was begun");
    await sleep(2);
  }
}

const torn = (): string[] => readdirSync(folder).filter((name) => name.endsWith(".part"));

const count = async (table: string): Promise<unknown> =>
  (await target.run(`select count(*)::int as rows from ${table}`))[0]?.["rows"];

/** Each with what proves afterwards that all is there once. */
const long: readonly (readonly [string, Sent, (text: string) => Promise<void>])[] = [
  [
    "an import of a file",
    ["import_data", { from: { file: "rows.csv" }, table: "rows" }],
    async () => expect(await count("rows")).toBe(ROWS),
  ],
  [
    "an import of a Postgres",
    ["import_data", { from: { url_variable: "ENDS_URL" } }],
    async () => expect(await count("large")).toBe(ROWS),
  ],
  [
    "a comparison",
    ["verify_data", { source: { url_variable: "ENDS_URL" }, tables: ["large"] }],
    async (text) => expect(text).toMatch(/^Equal: all rows of 1 table /),
  ],
  [
    "an export",
    ["export_data", { table: "large", to: { file: "large.csv.gz", part_mb: 1 } }],
    async () => expect(readdirSync(folder)).toContain("large.csv.gz.manifest.json"),
  ],
];

describe.each(long)("%s", (_, [name, args], prove) => {
  test.each([5, 60, 250])("ends in Postgres when it is cancelled after %i ms", async (ms) => {
    const gone = new AbortController();
    const call = client
      .callTool({ name, arguments: args }, { signal: gone.signal })
      .then(textOf, String);
    await sleep(ms);
    gone.abort();
    expect(await call).toMatch(/abort|rows/i);
    await settled();
    for (let waited = 0; torn().length > 0 && waited < 3_000; waited += 20) await sleep(20);
    expect(torn()).toEqual([]);
  });

  test("leaves nothing behind a killed server that the same call does not finish", async () => {
    const server = await startServer(flags, {
      DATABASE_URL: target.url,
      ENDS_URL: source.url,
      NEON_DBA_HOME: join(folder, "home"),
    });
    const call = server.callTool({ name, arguments: args }).then(textOf, String);
    await Promise.race([working(), call.then((text) => expect.fail(text))]);
    process.kill(server.pid, "SIGKILL");
    await call;
    await server.close().catch(() => {});
    await settled();
    const again = await client.callTool({ name, arguments: args });
    expect(again.isError ?? false, textOf(again)).toBe(false);
    expect(torn()).toEqual([]);
    await prove(textOf(again));
  });
});
