import { Tiktoken } from "js-tiktoken/lite";
import ranks from "js-tiktoken/ranks/o200k_base";
import pg from "pg";
import type { z } from "zod";
import type { Deps } from "../../src/core/deps.ts";
import type { Call } from "../../src/core/tool.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { fingerprint } from "../../src/postgres/catalog/fingerprint.ts";
import { readCatalog } from "../../src/postgres/catalog/read-catalog.ts";
import { createPool } from "../../src/postgres/pool.ts";
import type { Pool } from "../../src/postgres/pool.ts";
import { addressFromUrl } from "../../src/postgres/url.ts";
import { describeDatabase } from "../../tools/schema/describe-database.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";

/** How long describe_database and readCatalog take and what a summary costs a model, on 400 and on 10,000 tables. */

const words =
  "orders customers invoices payments shipments tickets projects events audits sessions";
const encoding = new Tiktoken(ranks);

/** Tables of six columns with a primary key, a foreign key, a check, comments, and further indexes. */
function schemaOf(tables: number, indexes: number): string[] {
  const names = words.split(" ");
  const name = (at: number): string => `${names[at % names.length]}_${at}`;
  const extra = indexes - tables;
  return Array.from({ length: tables }, (_, at) =>
    [
      `create table ${name(at)} (id bigint generated always as identity primary key, tenant_id bigint not null, parent_id bigint ${at > 0 ? `references ${name(at - 1)} on delete cascade` : ""}, status text not null default 'open' check (status in ('open', 'done')), total numeric(10,2), created_at timestamptz not null default now());`,
      ...(at < extra ? [`create index on ${name(at)} (tenant_id, status);`] : []),
      ...(at + tables < extra
        ? [`create index on ${name(at)} (created_at) where status = 'open';`]
        : []),
      `comment on table ${name(at)} is 'The ${name(at)} of a tenant';`,
    ].join("\n"),
  );
}

async function makeDatabase(
  url: string,
  name: string,
  statements: readonly string[],
): Promise<string> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const at = new URL(url);
  at.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: at.href });
  await client.connect();
  for (let from = 0; from < statements.length; from += 100)
    await client.query(statements.slice(from, from + 100).join("\n"));
  await client.query("analyze");
  await client.end();
  return at.href;
}

function poolOf(url: string): Pool {
  const address = addressFromUrl(url);
  return createPool({ deployment: "url", address: async () => address });
}

const { signal } = new AbortController();
const call: Call = { signal, progress: () => {}, confirm: async () => {} };

type Input = z.input<typeof describeDatabase.input>;
type Output = z.output<typeof describeDatabase.output>;

async function describe(pool: Pool, input: Input): Promise<Output> {
  const deps = { session: () => pool.open({ signal }) } as unknown as Deps;
  return describeDatabase.run(describeDatabase.input.parse(input), deps, call) as Promise<Output>;
}

async function allPages(pool: Pool, input: Input): Promise<Output[]> {
  const pages = [await describe(pool, input)];
  for (let cursor = pages[0]?.next_cursor; cursor !== undefined; cursor = pages.at(-1)?.next_cursor)
    pages.push(await describe(pool, { ...input, cursor }));
  return pages;
}

async function timed(work: () => Promise<unknown>, runs: number): Promise<string> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  const [first = 0, ...warm] = times;
  const sorted = warm.toSorted((a, b) => a - b);
  return `first ${first.toFixed(0)} ms, warm median ${(sorted[sorted.length >> 1] ?? first).toFixed(0)} ms`;
}

const tokens = (text: string): number => encoding.encode(text).length;

function costOf(pages: readonly Output[]): string {
  const texts = pages.map((page) => {
    const { head, data, next } = describeDatabase.render(page);
    return [head, data, next].join("\n");
  });
  const sum = (all: readonly string[]): number =>
    all.reduce((total, text) => total + tokens(text), 0);
  const characters = Math.max(...pages.map((page) => JSON.stringify(page).length));
  const described = pages.reduce((total, page) => total + page.tables.length, 0);
  return `${pages.length} page(s), ${described} tables, ${sum(pages.map((page) => JSON.stringify(page)))} tokens structured, ${sum(texts)} tokens as text, longest page ${characters} characters`;
}

async function measure(url: string, tables: number, indexes: number): Promise<void> {
  const database = await makeDatabase(url, `t${tables}`, schemaOf(tables, indexes));
  const pool = poolOf(database);
  const say = (what: string, figure: string): void => {
    process.stdout.write(`${tables} tables, ${indexes} indexes: ${what}: ${figure}\n`);
  };
  try {
    for (const detail of ["names", "summary", "full"] as const) {
      say(`${detail}, first page`, await timed(() => describe(pool, { detail }), 11));
      if (tables <= 400 || detail !== "full") say(detail, costOf(await allPages(pool, { detail })));
    }
    say("search", await timed(() => describe(pool, { search: "orders_7" }), 11));
    await using session = await pool.open({ signal });
    say("readCatalog", await timed(() => readCatalog(session), tables <= 400 ? 11 : 3));
    const catalog = await readCatalog(session);
    say("fingerprint", await timed(async () => fingerprint(catalog), 5));
  } finally {
    await pool.close();
  }
}

const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
try {
  await measure(cluster.url, 40, 90);
  await measure(cluster.url, 400, 900);
  await measure(cluster.url, 10_000, 20_000);
} finally {
  await cluster.stop();
}
