import { randomBytes } from "node:crypto";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";
import { FLAGS, type Sent } from "./calls.ts";

const COUNT = 700;
const id = randomBytes(4).toString("hex");
const LONG = "a_name_that_is_about_as_long_as_names_may_be_in_postgres";
const MANY = `
  do $$ begin
    for i in 1..${COUNT} loop
      execute format('create table %I (id smallint primary key, status text)', '${LONG}' || i);
    end loop;
    execute 'create publication p for table ' || (select string_agg(quote_ident(tablename), ', ') from pg_tables where schemaname = 'public');
  end $$`;

let source: TestDatabase;
let empty: TestDatabase;
let served: ReturnType<typeof serve>;
let client: Client & AsyncDisposable;
beforeAll(async () => {
  source = await testDatabase(MANY);
  empty = await testDatabase();
  await source.runAsSuperuser(
    `do $$ begin for i in 1..${COUNT} loop execute format('create role %I', 'long_${id}_a_name_that_is_about_as_long_as_names_may_' || i); end loop; end $$`,
  );
  process.env["LONG_URL"] = source.url;
  process.env["EMPTY_URL"] = empty.url;
  served = serve(source.url, [...FLAGS]);
  client = await connect(served.config);
  await client.listTools();
});
afterAll(async () => {
  delete process.env["LONG_URL"];
  delete process.env["EMPTY_URL"];
  await source.runAsSuperuser(
    `do $$ begin for i in 1..${COUNT} loop execute format('drop role %I', 'long_${id}_a_name_that_is_about_as_long_as_names_may_' || i); end loop; end $$`,
  );
  await client[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
  await empty[Symbol.asyncDispose]();
});

const target = () => ({ database: empty.name });
const long: readonly (readonly [string, () => Sent, RegExp, boolean])[] = [
  ["roles", () => ["manage_role", { action: "list" }], /^7\d\d roles\./, true],
  ["publications", () => ["manage_replication", { action: "status" }], /1 publication/, true],
  [
    "an import's plan",
    () => ["import_data", { from: { url_variable: "LONG_URL" }, dry_run: true, target: target() }],
    /into 700 tables/,
    true,
  ],
  [
    "absent tables",
    () => ["verify_data", { source: { url_variable: "LONG_URL" }, target: target() }],
    /0 of 700 tables/,
    false,
  ],
  [
    "absent tables the other way",
    () => ["verify_data", { source: { url_variable: "EMPTY_URL" } }],
    /0 of 700 tables/,
    false,
  ],
];

test.each(long)(
  "%s: of hundreds as many as fit, and how many there are",
  async (_, sent, head, isCut) => {
    const [name, args] = sent();
    const result = await client.callTool({ name, arguments: args }, { timeout: 100_000 });
    const text = textOf(result);
    const { fence_close: close = "" } = (result.structuredContent ?? {}) as {
      fence_close?: string;
    };
    expect(result.isError ?? false, text.slice(0, 300)).toBe(false);
    expect(text.length).toBeLessThanOrEqual(40_000);
    expect(JSON.stringify(result.structuredContent).length).toBeLessThanOrEqual(41_000);
    expect(text).toMatch(head);
    const said = /Too long to be shown whole; shown are \S+: \d+ of \d+/;
    expect([said.test(text), said.test(close)]).toEqual([isCut, isCut]);
  },
);
