import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tiktoken } from "js-tiktoken/lite";
import ranks from "js-tiktoken/ranks/o200k_base";
import pg from "pg";
import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import type { Call } from "../../src/core/tool.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { createPool } from "../../src/postgres/pool.ts";
import { addressFromUrl } from "../../src/postgres/url.ts";
import { loadDdl } from "../../src/schema/load-ddl.ts";
import { reviewSchema } from "../../tools/schema/review-schema.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { median, print, timed } from "./figures.ts";
import { publicSchema } from "./public-schemas.ts";

/**
 * review_schema on a schema of 400 tables, or on those of well-known programs and files of DDL: as text, and as a live database that was
 * made of it. Time, findings, and what the first page costs a model. `npm run bench -- review [NAME or FILE ...] [--all]`.
 */
const RUNS = 3;
const all = process.argv.includes("--all");
const named = process.argv.slice(2).filter((word) => word !== "--all");

/** Tables as applications have them, with a few faults in every tenth. */
function generated(tables: number): string {
  return Array.from({ length: tables }, (_, at) => {
    const name = `t${at}`;
    const parent = at === 0 ? "" : ` references t${Math.floor(at / 3)} on delete cascade`;
    const faults =
      at % 10 === 0
        ? `create index on ${name} (state); create index on ${name} (state, created_at); create index on ${name} (created_at, state);`
        : "";
    return `create table ${name} (id bigint generated always as identity primary key, parent_id bigint${parent}, name text not null,
        state text not null default 'new' check (state in ('new', 'done')), amount numeric(10, 2), data jsonb, created_at timestamptz not null default now());
      ${at % 5 === 0 ? "" : `create index on ${name} (parent_id);`}
      ${faults}
      create view v_${name} as select id, name from ${name} where state = 'new';
      create function f_${name}() returns bigint language sql stable as 'select count(*) from ${name}';`;
  }).join("\n");
}

const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};
const encoding = new Tiktoken(ranks);
const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
const folder = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));
const deps = openDeps(
  readConfig([], { NEON_DBA_HOME: folder }),
  new Redactor(),
  () => {},
  memoryPlans(),
);
const admin = new pg.Client({ connectionString: cluster.url });
await admin.connect();

async function measure(
  input: Record<string, unknown>,
  on: typeof deps,
): Promise<Record<string, string | number>> {
  const times: number[] = [];
  const parsed = reviewSchema.input.parse(input);
  let output = await reviewSchema.run(parsed, on, call);
  for (let run = 0; run < RUNS; run++) {
    const { ms, result } = await timed(() => reviewSchema.run(parsed, on, call));
    times.push(ms);
    output = result;
  }
  const {
    head = "",
    data = "",
    next = "",
  } = reviewSchema.render(reviewSchema.output.parse(output));
  return {
    "ms (median)": median(times),
    findings: output.groups.reduce((sum, { count }) => sum + count, 0),
    rules: output.groups.length,
    skipped: output.skipped.length,
    "tokens of the text": encoding.encode([head, data, next].join("\n")).length,
    "tokens structured": encoding.encode(JSON.stringify(output)).length,
    worst: output.groups
      .slice(0, 4)
      .map(({ rule, count }) => `${rule} ${count}`)
      .join(", "),
  };
}

/** A database that was made of the text, with statistics. */
async function databaseOf(name: string, ddl: string): Promise<typeof deps> {
  await admin.query(`create database ${name}`);
  const url = new URL(cluster.url);
  url.pathname = `/${name}`;
  const pool = createPool({
    deployment: "url",
    address: async () => addressFromUrl(url.href),
  });
  await using session = await pool.open({ signal: call.signal });
  await loadDdl(session, ddl, call.signal);
  await session.query("analyze");
  return { ...deps, session: ({ signal }) => pool.open({ signal }) };
}

async function tellAll(ddl: string): Promise<void> {
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const input = reviewSchema.input.parse({ ddl, ...(first ? {} : { cursor }) });
    const page = await reviewSchema.run(input, deps, call);
    for (const { what, reason } of page.skipped) process.stdout.write(`  ${what}: ${reason}\n`);
    for (const { level, key, message } of page.findings)
      process.stdout.write(`  ${level} ${key}\n    ${message}\n`);
    cursor = page.next_cursor;
  }
}

try {
  const schemas =
    named.length === 0
      ? [["400 tables", generated(400)] as const]
      : named.map((name) => [name, publicSchema(name)] as const);
  const figures: Record<string, Record<string, string | number>> = {};
  for (const [at, [name, ddl]] of schemas.entries()) {
    if (all) await tellAll(ddl);
    figures[`${name}, DDL`] = await measure({ ddl }, deps);
    figures[`${name}, live`] = await measure({}, await databaseOf(`review_${at}`, ddl));
  }
  print("review_schema", figures);
} finally {
  await admin.end();
  await deps.close();
  await cluster.stop();
  removeHome(folder);
}
