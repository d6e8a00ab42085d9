import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findInstallation } from "../../../src/embedded/installation.ts";
import { type Cluster, startCluster, temporaryHome } from "../../helpers/cluster.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { ownerAddress } from "../../helpers/local-neon.ts";
import { serveLocal } from "../../helpers/served.ts";
import { type Harness, harness } from "../branch/harness.ts";

/** A Neon, and a Postgres somewhere else. */
let on: Harness;
let elsewhere: Cluster;
const TOOL = "manage_replication";

beforeAll(async () => {
  on = await harness(["--toolsets", "all", "--access", "full"]);
  const home = temporaryHome();
  elsewhere = await startCluster(home, await findInstallation(home), { wal_level: "logical" });
});
afterAll(async () => {
  delete process.env["ELSEWHERE_URL"];
  await elsewhere.stop();
  await on[Symbol.asyncDispose]();
});

async function run(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: elsewhere.url });
  await client.connect();
  try {
    const results: unknown = await client.query(sql);
    return ((Array.isArray(results) ? results.at(-1) : results) as pg.QueryResult).rows;
  } finally {
    await client.end();
  }
}

async function rowsElsewhere(count: number): Promise<void> {
  for (;;) {
    const [row] = await run("select count(*)::int from tasks");
    if (row?.["count"] === count) return;
    await sleep(50);
  }
}

test("a project is switched to logical WAL once, after a person knows that it stays so", async () => {
  const refused = await on.confirmed(TOOL, { action: "create_slot", name: "early" }).catch(String);
  expect(refused).toContain("UNSUPPORTED: `wal_level` is `replica` here");
  const asked = await on.call(TOOL, { action: "enable" });
  expect(asked.text).toContain("It cannot be switched back");
  const enabled = await on.confirmed(TOOL, { action: "enable" });
  expect(enabled.text).toContain("Logical replication is on in project local, for good.");
  expect(enabled.structured["wal_level"]).toBe("logical");
  expect((await on.done(TOOL, { action: "enable" })).text).toContain(
    "is on in project local already",
  );
});

test("another Postgres follows a branch by its direct host", async () => {
  const table = "create table public.tasks (id int primary key, body text)";
  await on.done("run_sql", {
    sql: `${table}; insert into tasks select g, 'a' from generate_series(1, 50) g`,
    mode: "write",
  });
  await on.confirmed(TOOL, { action: "create_publication", name: "out", tables: ["tasks"] });
  await run(table);
  const { host, port, database, user, password, options } = await ownerAddress(on.neon);
  const source = `host=${host} port=${port} dbname=${database} user=${user} password=${password} options='${options}'`;
  await run(`create subscription out connection '${source.replaceAll("'", "''")}' publication out`);
  await rowsElsewhere(50);
  await on.done("run_sql", { sql: "insert into tasks values (51, 'b')", mode: "write" });
  await rowsElsewhere(51);
  const { structured } = await on.done(TOOL, { action: "status" });
  expect(structured["slots"]).toMatchObject([{ name: "out", active: true }]);
  const restore = await on.call("restore_branch", { branch: "main", at: new Date().toISOString() });
  expect(restore.text).toContain(
    "Its replication slots go: `out`; their subscribers have to begin anew.",
  );
  await run("drop subscription out");
});

test("the local Neon itself subscribes to nothing, and says what does", async () => {
  process.env["ELSEWHERE_URL"] = elsewhere.url;
  const subscribe = { action: "subscribe", name: "in_here", publication: "p" };
  const refused = await on.call(TOOL, { ...subscribe, url_variable: "ELSEWHERE_URL" });
  expect(refused.text).toMatch(/^PERMISSION: Role `neondb_owner` may not make subscriptions here/);
  await using server = serveLocal(on.neon, ["--toolsets", "snapshot"]);
  await using client = await connect(server.config);
  const call = { ...subscribe, url_variable: "ELSEWHERE_URL" };
  const locally = await client.callTool({ name: TOOL, arguments: call });
  expect(textOf(locally)).toContain("The local Neon lets nobody");
});
