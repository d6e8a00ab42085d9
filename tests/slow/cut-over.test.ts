import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CutOverStep } from "../../src/data/import-result.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { importData } from "../../tools/data/import-data.ts";
import { verifyData } from "../../tools/data/verify-data.ts";
import { runSql } from "../../tools/query/run-sql.ts";
import { manageReplication } from "../../tools/snapshot/manage-replication.ts";
import { connect, textOf } from "../helpers/client.ts";
import { startCluster, temporaryHome, type Cluster } from "../helpers/cluster.ts";
import { serve } from "../helpers/served.ts";

const SOURCE = `
  create table accounts (id int generated always as identity primary key, name text not null unique, changes int not null default 0);
  create table entries (id bigserial primary key, account int not null references accounts, amount numeric(12, 2), at timestamptz default now());
  create index on entries (account);
  create table audit (what text, at timestamptz default clock_timestamp());
  create function note() returns trigger language plpgsql as $$ begin insert into audit (what) values (tg_op || ' ' || new.id); return new; end $$;
  create trigger note after insert on entries for each row execute function note();
  create materialized view totals as select account, sum(amount) as total from entries group by 1;
  insert into accounts (name) select 'a' || i from generate_series(1, 200) i;
  insert into entries (account, amount) select 1 + i % 200, i / 3.0 from generate_series(1, 20000) i;
  refresh materialized view totals`;

let clusters: readonly [Cluster, Cluster];
beforeAll(async () => {
  const start = async (): Promise<Cluster> => {
    const home = temporaryHome();
    return startCluster(home, await findInstallation(home), { wal_level: "logical" });
  };
  clusters = await Promise.all([start(), start()]);
});
afterAll(() => Promise.all(clusters.map((cluster) => cluster.stop())));

async function run(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    const results: unknown = await client.query(sql);
    return ((Array.isArray(results) ? results.at(-1) : results) as pg.QueryResult).rows;
  } finally {
    await client.end();
  }
}

/** Writes without a pause where it is told to, and keeps what was committed. */
class Writer {
  url: string;
  stopped = false;
  readonly committed: string[] = [];
  /** When a write was refused first since the last one that was not. */
  longestPauseMs = 0;
  #last = performance.now();
  constructor(url: string) {
    this.url = url;
  }
  async run(): Promise<void> {
    while (!this.stopped) {
      const client = new pg.Client({ connectionString: this.url });
      client.on("error", () => {});
      try {
        await client.connect();
        const { url } = this;
        while (!this.stopped && this.url === url) {
          const { rows } = await client.query<{ id: string }>(
            "with e as (insert into entries (account, amount) values (1 + (random() * 199)::int, 1) returning id, account), u as (update accounts set changes = changes + 1 where id = (select account from e)) select id from e",
          );
          this.committed.push(rows[0]?.id ?? "");
          this.longestPauseMs = Math.max(this.longestPauseMs, performance.now() - this.#last);
          this.#last = performance.now();
          await sleep(2);
        }
      } catch {
        await sleep(5);
      } finally {
        await client.end().catch(() => {});
      }
    }
  }
}

/** Who was cut is back before the statement that cut him ends. */
const lingering = (sql: string): string =>
  sql.replace("pg_terminate_backend(pid)", "pg_terminate_backend(pid), pg_sleep(0.2)");

test("the steps of the guide change over while somebody writes, and no row is lost", async () => {
  const [source, target] = clusters;
  await run(source.url, "create database app");
  await run(target.url, "create database app");
  const at = (url: string): string => url.replace(/\/postgres$/, "/app");
  const urls = { source: at(source.url), target: at(target.url) };
  await run(urls.source, SOURCE);
  process.env["CUT_OVER_SOURCE"] = urls.source;
  await using server = serve(urls.target, ["--access", "full"]);
  const tools = [importData, verifyData, manageReplication, runSql];
  await using client = await connect({ ...server.config, tools });
  const call = async (name: string, args: Record<string, unknown>) => {
    const asked = { timeout: 120_000 };
    let result = await client.callTool({ name, arguments: args }, asked);
    const [, token] = /confirm_token="([^"]+)"/.exec(textOf(result)) ?? [];
    if (token !== undefined)
      result = await client.callTool({ name, arguments: { ...args, confirm_token: token } }, asked);
    expect(result.isError, textOf(result)).not.toBe(true);
    return result.structuredContent as Record<string, unknown>;
  };
  const plan = await call("import_data", {
    from: { url_variable: "CUT_OVER_SOURCE" },
    dry_run: true,
  });
  const guide = plan["cut_over"] as { method: string; steps: CutOverStep[] };
  expect(guide.method).toBe("logical replication");

  const writer = new Writer(urls.source);
  const writing = writer.run();
  let verified: Record<string, unknown> = {};
  const kinds: string[] = [];
  for (const { on, sql, tool = "", arguments: args = {} } of guide.steps) {
    kinds.push(tool === "" ? `sql on ${on}` : tool);
    if (sql !== undefined) await run(on === "source" ? urls.source : urls.target, lingering(sql));
    else if (tool === "configure_connection") {
      writer.url = urls.target;
      await sleep(500);
    } else if (args["action"] === "status") {
      for (let behind = 1; behind !== 0;) {
        const { subscriptions } = await call(tool, args);
        behind = (subscriptions as { behind_bytes?: number }[])[0]?.behind_bytes ?? 1;
      }
    } else {
      const answer = await call(tool, args);
      if (tool !== "verify_data") continue;
      verified = answer;
      for (const { fix } of answer["sequences"] as { fix: string }[])
        if (kinds.includes("sql on source") && kinds.filter((kind) => kind === tool).length > 1)
          await call("run_sql", { sql: fix, mode: "write" });
    }
  }
  writer.stopped = true;
  await writing;
  delete process.env["CUT_OVER_SOURCE"];

  expect(verified, JSON.stringify(verified["tables"])).toMatchObject({ equal: true });
  const there = new Set(
    (await run(urls.target, "select id::text from entries")).map(({ id }) => id),
  );
  expect(writer.committed.filter((id) => !there.has(id))).toEqual([]);
  expect(new Set(writer.committed).size).toBe(writer.committed.length);
  const [sums] = await run(
    urls.target,
    "select sum(changes)::int as changes, (select count(*)::int - 20000 from entries) as rows, (select count(*)::int from audit) - (select count(*)::int from entries) as notes from accounts",
  );
  // a trigger fires once for each row, on one side
  expect(sums).toMatchObject({ changes: sums?.["rows"], notes: 0 });
  expect(await run(urls.target, "select from pg_subscription")).toEqual([]);
  expect(await run(urls.source, "select from pg_replication_slots")).toEqual([]);
  process.stdout.write(
    `cut-over: ${writer.committed.length} writes, none for ${Math.round(writer.longestPauseMs)} ms\n`,
  );
});
