import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";
import { type Harness, harness } from "../branch/harness.ts";

const FLAGS = ["--toolsets", "compute,query,branch", "--access", "full"];
const TOOL = "manage_database";
let on: Harness;
let database: TestDatabase;
beforeAll(async () => {
  [on, database] = await Promise.all([harness(FLAGS), testDatabase()]);
});
afterAll(async () => {
  await on[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const names = async (): Promise<string[]> =>
  ((await on.done(TOOL, { action: "list" })).structured["databases"] as { name: string }[]).map(
    ({ name }) => name,
  );

test("a database is made, renamed, given away and dropped, as Postgres has it each time", async () => {
  const made = await on.done(TOOL, { action: "create", name: "shop" });
  expect(made.structured["databases"]).toMatchObject([
    { name: "shop", owner: "neondb_owner", sessions: 0, bytes: expect.any(Number) },
  ]);
  expect(await names()).toEqual(["neondb", "shop"]);
  const target = { database: "shop" };
  const sql = "create table t as select generate_series(1, 1000) as i; analyze t";
  await on.done("run_sql", { sql, mode: "write", target });
  const renaming = { action: "rename", name: "shop", new_name: "Odd Store" };
  expect((await on.call(TOOL, renaming)).text).toMatch(
    /^CONFIRMATION_REQUIRED: Rename database `shop` to `Odd Store`: its connections are cut/,
  );
  expect(await names()).toEqual(["neondb", "shop"]);
  expect((await on.confirmed(TOOL, renaming)).isError).toBe(false);
  expect(await names()).toEqual(["Odd Store", "neondb"]);
  const { data } = await on.neon.api.listProjects({});
  const projectId = data.projects[0]?.id ?? "";
  const { branches } = (await on.neon.api.listProjectBranches({ projectId })).data;
  await on.neon.api.createProjectBranchRole(projectId, branches[0]?.id ?? "", {
    role: { name: "heir" },
  });
  const giving = { action: "set_owner", name: "Odd Store", owner: "heir" };
  const given = await on.confirmed(TOOL, giving);
  expect(given.structured["databases"]).toMatchObject([{ name: "Odd Store", owner: "heir" }]);
  expect(given.text).toContain("REASSIGN OWNED BY neondb_owner TO heir");
  expect((await on.call(TOOL, giving)).text).toContain("It was so already.");
  const dropping = { action: "drop", name: "Odd Store" };
  expect((await on.call(TOOL, dropping)).text).toMatch(
    /^CONFIRMATION_REQUIRED: Drop database `Odd Store` \([\d.]+ MB, 1 table, about 1,000 rows\)/,
  );
  expect((await on.confirmed(TOOL, dropping)).text).toContain("restore_branch");
  expect(await names()).toEqual(["neondb"]);
});

test("who uses a database is named before it is cut off, and then cut off", async () => {
  await on.done(TOOL, { action: "create", name: "busy" });
  const { data } = await on.neon.api.listProjects({});
  const named = { database_name: "busy", role_name: "neondb_owner" };
  const uri = await on.neon.api.getConnectionUri({
    projectId: data.projects[0]?.id ?? "",
    ...named,
  });
  const { hostname, username: user, password } = new URL(uri.data.uri);
  const client = new pg.Client({
    host: "127.0.0.1",
    port: on.neon.port,
    database: "busy",
    user,
    password,
    options: `endpoint=${hostname.split(".")[0]}`,
    application_name: "billing worker",
  });
  let ended = false;
  client.on("error", () => (ended = true));
  client.on("end", () => (ended = true));
  await client.connect();
  const asked = await on.call(TOOL, { action: "drop", name: "busy" });
  expect(asked.text).toContain("1 session uses it now: `1 of neondb_owner (billing worker)`.");
  expect((await on.confirmed(TOOL, { action: "drop", name: "busy" })).isError).toBe(false);
  await expect.poll(() => ended).toBe(true);
});

test("a lost answer is settled by looking", async () => {
  const fault = (when: "before" | "after", method: string) =>
    on.neon.setFaults([{ kind: "disconnect", when, method, path: "/databases" }]);
  await fault("after", "POST");
  expect((await on.done(TOOL, { action: "create", name: "lost" })).text).toContain("Created");
  const dropping = { action: "drop", name: "lost" };
  const confirmed = async () => {
    const { text } = await on.call(TOOL, dropping);
    const [, token] = /confirm_token="([^"]+)"/.exec(text) ?? [];
    return { ...dropping, confirm_token: token };
  };
  const first = await confirmed();
  await fault("before", "DELETE");
  expect((await on.call(TOOL, first)).text).toMatch(/^UNAVAILABLE.*It was not done\./);
  expect(await names()).toContain("lost");
  const second = await confirmed();
  await fault("after", "DELETE");
  expect((await on.call(TOOL, second)).isError).toBe(false);
  expect(await names()).not.toContain("lost");
});

test("what is missing or wrong is refused", async () => {
  expect((await on.call(TOOL, { action: "create" })).text).toMatch(/^INVALID_INPUT.*needs `name`/);
  expect((await on.call(TOOL, { action: "rename", name: "neondb" })).text).toMatch(/`new_name`/);
  expect((await on.call(TOOL, { action: "drop", name: "neodb" })).text).toMatch(
    /^NOT_FOUND.*did you mean `neondb`/,
  );
  expect((await on.call(TOOL, { action: "create", name: "neondb" })).text).toMatch(
    /^INVALID_INPUT.*already/,
  );
  const owner = { action: "create", name: "x", owner: "nobody" };
  expect((await on.call(TOOL, owner)).text).toMatch(/^NOT_FOUND/);
  const giving = { action: "set_owner", name: "neondb", owner: "neondb_ower" };
  expect((await on.call(TOOL, giving)).text).toMatch(
    /^NOT_FOUND: There is no role `neondb_ower`; did you mean `neondb_owner`\?/,
  );
});

test("rows that the planner never counted are told by the counters, and what nobody counted is said", async () => {
  await database.runAsSuperuser(`set track_counts = off;
    create table unseen with (autovacuum_enabled = off) as select generate_series(1, 1000) as i`);
  await database.run("create table empty (i int)");
  await using server = serve(database.superuserUrl, ["--toolsets", "compute"]);
  await using client = await connect(server.config);
  const drop = async () =>
    textOf(
      await client.callTool({
        name: TOOL,
        arguments: { action: "drop", name: database.name },
      }),
    );
  expect(await drop()).toContain(
    "2 tables, about 0 rows and those of 1 table that nobody counted yet",
  );
  await database.run(
    "create table written with (autovacuum_enabled = off) as select generate_series(1, 5000) as i",
  );
  // a session's counters are there when it has ended
  await expect.poll(drop).toContain("3 tables, about 5,000 rows and those of 1 table");
  await database.run("drop table written, empty");
  await database.runAsSuperuser("drop table unseen");
});

test("a server of DATABASE_URL: through SQL, where the role may, and never without an agreement", async () => {
  const superuser = new URL(database.superuserUrl);
  await using server = serve(superuser.href, ["--toolsets", "compute", "--confirm", "never"]);
  await using client = await connect(server.config);
  const call = async (args: Record<string, unknown>) =>
    textOf(await client.callTool({ name: TOOL, arguments: args }));
  const name = `${database.name}_more`;
  expect(await call({ action: "list" })).toContain(database.name);
  expect(await call({ action: "create", name })).toMatch(/^Created database/);
  expect(await call({ action: "rename", name, new_name: `${name}_2` })).toMatch(/^Renamed to/);
  expect(await call({ action: "drop", name: `${name}_2` })).toMatch(/^Dropped database/);
  expect(await call({ action: "list" })).not.toContain(name);
  for (const args of [
    { action: "set_owner", name: database.name, owner: "nobody" },
    { action: "create", name, owner: "nobody" },
  ])
    expect(await call(args)).toMatch(/^NOT_FOUND: There is no role `nobody`/);
  // the owner of one database may not make another one
  await using own = serve(database.url, ["--toolsets", "compute"]);
  await using owner = await connect(own.config);
  const create = { name: TOOL, arguments: { action: "create", name } };
  const asked = textOf(await owner.callTool(create));
  expect(asked).toMatch(/^CONFIRMATION_REQUIRED/);
  const [, token] = /confirm_token="([^"]+)"/.exec(asked) ?? [];
  const args = { ...create.arguments, confirm_token: token };
  expect(textOf(await owner.callTool({ name: TOOL, arguments: args }))).toMatch(
    /^PERMISSION 42501/,
  );
  await using reading = serve(database.url, ["--toolsets", "compute", "--access", "read"]);
  await using reader = await connect(reading.config);
  expect(textOf(await reader.callTool(create))).toMatch(/^READ_ONLY/);
});
