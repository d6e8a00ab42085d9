import { connect as dial, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import { checkReadable } from "../../../src/postgres/guard/check-readable.ts";
import { createPool, type Pool } from "../../../src/postgres/pool.ts";
import { runReads } from "../../../src/postgres/run-reads.ts";
import { parseScript } from "../../../src/sql/parse.ts";
import type { Cluster } from "../../helpers/cluster.ts";
import { ownCluster } from "../health/cluster.ts";
import { reach, ways, type Reached } from "./ways.ts";

/** Passes bytes on, and counts how often the client speaks after the server, or first. */
async function relay(to: number): Promise<Relay> {
  const counted = { trips: 0 };
  const server = createServer((client) => {
    const upstream = dial(to, "127.0.0.1");
    let answered = true;
    client.on("data", () => {
      if (answered) counted.trips += 1;
      answered = false;
    });
    upstream.on("data", () => {
      answered = true;
    });
    client.pipe(upstream).pipe(client);
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { ...(server.address() as AddressInfo), counted, close: () => server.close() };
}

interface Relay {
  readonly port: number;
  readonly counted: { trips: number };
  close(): void;
}

/** What others write has a read look twice. */
let cluster: Cluster & AsyncDisposable;
beforeAll(async () => {
  cluster = await ownCluster();
});
afterAll(() => cluster[Symbol.asyncDispose]());

describe.each(ways)("over %s", (way) => {
  let reached: Reached;
  let between: Relay;
  let pool: Pool;

  beforeAll(async () => {
    reached = await reach(
      way,
      `create table item (id int primary key, name text); create view shown as select * from item;
       create function first() returns text language sql stable as 'select min(name) from item'`,
      cluster.url,
    );
    between = await relay(reached.port);
    const { connection } = reached;
    pool = createPool({
      deployment: "url",
      connection,
      address: async () => reached.through(between.port),
    });
  });

  afterAll(async () => {
    await pool.close();
    between.close();
    await reached[Symbol.asyncDispose]();
  });

  async function tripsOf(sql: string, params: readonly unknown[] = []): Promise<number> {
    await using session: Session = await pool.open({ signal: new AbortController().signal });
    const before = between.counted.trips;
    await runReads(
      session,
      {
        statements: await parseScript(sql),
        params,
        maxRows: 10,
        timeoutMs: 30_000,
        characters: 10_000,
        onStatement: () => {},
      },
      checkReadable,
    );
    return between.counted.trips - before;
  }

  const reads: [string, readonly unknown[]][] = [
    ["select 1", []],
    ["select * from item where id = 1", []],
    ["select * from item where id = $1", [1]],
    ["select count(*) from shown where lower(name) = 'a'", []],
    ["select first(), now()", []],
    ["explain select * from item", []],
  ];

  test.each(reads)("%s is one round trip once warm", async (sql, params) => {
    await tripsOf(sql, params);
    expect(await tripsOf(sql, params)).toBe(1);
    expect(await tripsOf(sql, params)).toBe(1);
  });

  test("another value is the same statement", async () => {
    await tripsOf("select name from item where id = 1 and name = 'a'");
    expect(await tripsOf("select name from item where id = 2 and name = 'b' limit 5")).toBe(1);
  });
});
