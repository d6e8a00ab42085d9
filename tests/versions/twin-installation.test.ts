import { cpSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findInstallation } from "../../src/embedded/installation.ts";
import { connect, textOf } from "../helpers/client.ts";
import { startCluster, temporaryHome, type Cluster } from "../helpers/cluster.ts";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { serve } from "../helpers/served.ts";
import { cluster, type Major } from "../helpers/versions.ts";

// NEON_DBA_PG_BIN: a twin on another installation than the bundled one.

/** Another Postgres 18, with an extension that the bundled one has not. */
let bin: string;
let original: Cluster;
let database: TestDatabase;
beforeAll(async () => {
  const home = temporaryHome();
  const native = join(home.path, "native");
  const bundled = await findInstallation(home);
  cpSync(dirname(bundled.bin), native, { recursive: true, verbatimSymlinks: true });
  bin = join(native, "bin");
  const extension = join(native, "share/postgresql/extension/moods");
  writeFileSync(`${extension}.control`, "default_version = '1.0'\nrelocatable = true\n");
  writeFileSync(`${extension}--1.0.sql`, "create type mood as enum ('bad', 'good');");
  original = await startCluster(home, { ...bundled, bin });
  database = await testDatabase("", original.url);
  await database.runAsSuperuser("create extension moods");
  await database.run(`
    create table days (day int primary key, mood mood not null);
    insert into days select i, (case when i % 500 = 0 then 'bad' else 'good' end)::mood from generate_series(1, 50000) i`);
  await database.run("vacuum analyze");
});
afterAll(async () => {
  await database?.[Symbol.asyncDispose]();
  await original?.stop();
});

/** Tries an index and a size on a server with this installation. */
async function tried(url: string, sql: string, index: string, env: Record<string, string>) {
  await using server = serve(url, [], env);
  await using client = await connect(server.config);
  const args = { sql, hypothetical_indexes: [index], at_scale: 10 };
  const result = await client.callTool(
    { name: "explain_query", arguments: args },
    { timeout: 60_000 },
  );
  return {
    isError: result.isError === true,
    text: textOf(result),
    structured: result.structuredContent as Explained,
  };
}

const sql = "select day from days where mood = 'bad'";
const index = "create index on days (mood) include (day)";

test("the bundled Postgres lacks an extension, and that is said with what to do", async () => {
  const { isError, text } = await tried(database.url, sql, index, {});
  expect(isError).toBe(true);
  expect(text).toMatch(/^UNSUPPORTED/);
  expect(text).toContain("table public.days");
  expect(text).toContain("NEON_DBA_PG_BIN");
});

test("a Postgres 18 that has the extension carries the twin", async () => {
  const { isError, text, structured } = await tried(database.url, sql, index, {
    NEON_DBA_PG_BIN: bin,
  });
  expect(isError, text).toBe(false);
  expect(structured.notes).toBeUndefined();
  expect(structured.hypothetical.estimated_by).toBe("planner twin");
  expect(structured.hypothetical.indexes_used).toHaveLength(1);
  expect(structured.at_scale.total_cost).toBeGreaterThan(structured.hypothetical.total_cost);
  await database.run(index);
  const [built] = await database.run(`explain ${sql}`);
  await database.run("drop index days_mood_day_idx");
  expect(built?.["QUERY PLAN"]).toContain(`..${structured.hypothetical.total_cost.toFixed(2)} `);
});

test.each([
  [17, "UNSUPPORTED"],
  [16, "UNAVAILABLE"],
] as const)("Postgres %i carries no twin: %s", async (major, code) => {
  const { isError, text } = await tried(database.url, sql, index, {
    NEON_DBA_PG_BIN: await binOf(major),
  });
  expect(isError).toBe(true);
  expect(text).toMatch(new RegExp(`^${code}`));
  expect(text).toContain(`${major}.`);
  expect(text).toMatch(/Set NEON_DBA_PG_BIN .*Postgres 18|set it to .*Postgres 18/i);
});

/** A server tells where its programs are. */
async function binOf(major: Major): Promise<string> {
  await using some = await testDatabase("", await cluster(major));
  const [row] = await some.runAsSuperuser("select setting from pg_config where name = 'BINDIR'");
  return String(row?.["setting"]);
}

interface Explained {
  readonly hypothetical: {
    readonly estimated_by: string;
    readonly total_cost: number;
    readonly indexes_used: readonly string[];
  };
  readonly at_scale: { readonly total_cost: number };
  readonly notes?: readonly string[];
}
