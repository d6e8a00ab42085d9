import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { connect, eras, textOf } from "../../helpers/client.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";
import { parseScript } from "../../../src/sql/parse.ts";
import { calls, FLAGS, operations, type Sent } from "./calls.ts";
import { quoteIdentifier } from "../../../src/sql/quote.ts";
import { expectFenced, HOSTILE, literal, made, NAME, quoted, short, WORD } from "./hostile.ts";

const folder = mkdtempSync(join(tmpdir(), "neon-dba-operations-url-"));
let source: TestDatabase;
let database: TestDatabase;
let application: pg.Client;
let blocked: pg.Client;
let pending: Promise<unknown>;
const logged: string[] = [];
beforeAll(async () => {
  source = await testDatabase(HOSTILE);
  database = await testDatabase(HOSTILE);
  await database
    .run(
      `delete from ${made}.${made} where ${made} = 7; update ${made}.${made} set body = ${literal} || 'y' where ${made} = 8`,
    )
    .catch(() => {});
  process.env["OPERATIONS_URL"] = source.url;
  const as = { connectionString: database.url, application_name: short };
  application = new pg.Client(as);
  blocked = new pg.Client(as);
  for (const client of [application, blocked]) {
    client.on("error", () => {});
    await client.connect();
  }
  await application.query("begin");
  await application.query(`select from ${quoted} for update`);
  pending = blocked.query(`update ${quoted} set spare = 1 where body = ${literal}`).catch(() => {});
  writeFileSync(
    join(folder, `rows.csv`),
    `id,${quoteIdentifier(NAME)},"; drop table victims; --"\n1,${WORD},x\n2,"${WORD}\nINJECTED",y\nbad\n`,
  );
  writeFileSync(
    join(folder, `rows.ndjson`),
    `${JSON.stringify({ [NAME]: WORD, id: 1 })}\n{"id": "${WORD}"\n`,
  );
});
afterAll(async () => {
  delete process.env["OPERATIONS_URL"];
  await application.end();
  await pending;
  await blocked.end();
  for (const each of [source, database]) {
    await each[Symbol.asyncDispose]();
  }
  rmSync(folder, { recursive: true });
});

const hostile: readonly Sent[] = [
  ["manage_database", { action: "list" }],
  ["manage_role", { action: "list" }],
  ["manage_replication", { action: "status" }],
  ["manage_replication", { action: "drop_publication", name: short }],
  ["manage_replication", { action: "create_publication", name: short }],
  ["check_health", { alerts: true, slo_ms: 1 }],
  ["check_health", { areas: ["locks", "transactions", "queries", "sequences", "connections"] }],
  ["configure_connection", { stack: "drizzle" }],
  ["configure_connection", { stack: "fastapi-sqlmodel" }],
  ["test_connection", {}],
  ["export_data", { query: `select * from ${made}.view`, to: { file: "x" } }],
  ["import_data", { from: { file: "rows.csv" }, table: `public.${made}`, dry_run: true }],
  ["import_data", { from: { file: "rows.ndjson" }, table: `public.${made}`, dry_run: true }],
  ["import_data", { from: { url_variable: "OPERATIONS_URL" }, dry_run: true }],
  [
    "import_data",
    { from: { file: "rows.csv" }, table: `public.${made}`, options: { max_rejected: 10 } },
  ],
  ["verify_data", { source: { url_variable: "OPERATIONS_URL" } }],
];

describe.each(eras)("in the %s era", (era) => {
  let server: ReturnType<typeof serve>;
  let client: Client & AsyncDisposable;
  beforeAll(async () => {
    server = serve(database.url, [...FLAGS, "--files", folder]);
    const log = (level: string, message: string, fields = {}): void =>
      void logged.push(JSON.stringify([level, message, fields]));
    client = await connect({ ...server.config, log }, { era });
    await client.listTools();
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test.each(hostile)("%s %j says whose words are whose", async (name, args) => {
    const sent = name === "export_data" ? { ...args, to: { file: `${era}.csv` } } : args;
    const result = await client.callTool({ name, arguments: sent });
    expect(textOf(result)).not.toMatch(/does not know; the log/);
    await expectFenced(result);
  });
});

test("alerts are YAML, and each of their queries is one statement", async () => {
  await using server = serve(database.url, [...FLAGS]);
  await using client = await connect(server.config);
  const call = { name: "check_health", arguments: { alerts: true, areas: ["locks", "sequences"] } };
  const { alerts } = (await client.callTool(call)).structuredContent as {
    alerts: { content: string }[];
  };
  const [collector, rules] = alerts.map(({ content }) => parse(content) as Record<string, unknown>);
  const metrics = collector?.["metrics"] as { query: string }[];
  expect(metrics.length).toBeGreaterThan(1);
  for (const { query } of metrics) expect(await parseScript(query)).toHaveLength(1);
  expect(rules?.["groups"]).toMatchObject([{ name: "neon_dba" }]);
});

const control = operations.filter(
  ({ name }) => /project|compute|snapshot/.test(name) || name === "estimate_cost",
);
test.each(control.map(({ name }) => [name]))(
  "%s says that a database of DATABASE_URL has none of that, and where it is",
  async (name) => {
    await using server = serve(database.url, [...FLAGS]);
    await using client = await connect(server.config);
    for (const [, args] of calls.filter(([tool, sent]) => tool === name && !("workload" in sent)))
      expect(
        textOf(await client.callTool({ name, arguments: args })),
        JSON.stringify(args),
      ).toMatch(/^UNSUPPORTED: [^]*\nNext: \S/);
  },
);

describe("a password of a source", () => {
  const SECRET = "sw0rdfish-Secret";
  const bad = (change: (url: URL) => void): string => {
    const url = new URL(source.url);
    url.password = SECRET;
    change(url);
    return url.href;
  };
  const urls: readonly (readonly [string, () => string])[] = [
    ["that is wrong", () => bad(() => {})],
    ["of a host that is not there", () => bad((url) => (url.hostname = "nowhere.invalid"))],
    ["of a database that is not there", () => bad((url) => (url.pathname = "/nowhere"))],
    ["in what is no URL", () => `postgres://user:${SECRET}@:port:/`],
    ["in an option that is not known", () => bad((url) => url.searchParams.set("sslmode", SECRET))],
  ];
  const tools: readonly Sent[] = [
    ["import_data", { from: { url_variable: "BAD_URL" }, dry_run: true }],
    ["verify_data", { source: { url_variable: "BAD_URL" } }],
    [
      "manage_replication",
      { action: "subscribe", name: "s", publication: "p", url_variable: "BAD_URL" },
    ],
  ];

  test.each(urls)("%s is in no answer, progress or log", async (_, url) => {
    process.env["BAD_URL"] = url();
    await using server = serve(database.superuserUrl, [...FLAGS, "--confirm", "never"]);
    const heard: unknown[] = [];
    const log = (...line: unknown[]): void => void heard.push(line);
    await using client = await connect({ ...server.config, log });
    for (const [name, args] of tools) {
      const result = await client.callTool(
        { name, arguments: args },
        { onprogress: (progress) => void heard.push(progress) },
      );
      expect(textOf(result), name).toMatch(/^[A-Z_]+(?: [0-9A-Z]{5})?: [^]*\nNext: \S/);
      expect(textOf(result), name).not.toMatch(/does not know; the log/);
      heard.push(result);
    }
    delete process.env["BAD_URL"];
    expect(JSON.stringify(heard)).not.toContain(SECRET);
    const kept = await database.runAsSuperuser(
      "select query from pg_stat_statements union all select query from pg_stat_activity",
    );
    expect(JSON.stringify(kept)).not.toContain(SECRET);
  });
});

test("the log holds neither the words nor the passwords of others", () => {
  expect(logged.length).toBeGreaterThan(10);
  expect(logged.join("\n")).not.toMatch(/swordfish|"error"/);
  expect(logged.join("\n")).not.toContain(WORD);
});
