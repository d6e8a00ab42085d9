import { execFileSync } from "node:child_process";
import pg from "pg";
import type { Deps } from "../../src/core/deps.ts";
import type { Call } from "../../src/core/tool.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { encodeCursor } from "../../src/postgres/cursor.ts";
import { createPool } from "../../src/postgres/pool.ts";
import { addressFromUrl } from "../../src/postgres/url.ts";
import { runSql } from "../../tools/query/run-sql.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { median, print, timed } from "./figures.ts";

/**
 * run_sql over five million rows: a page's time and the peak memory of the process that runs it, one process for each case so that
 * their peaks do not mix. `npm run bench -- rows`.
 */
const ROWS = 5_000_000;
const RUNS = 5;

const events = "select * from events";
const sorted = "select * from events order by payload";
const at = (sql: string, skip: number, after?: readonly number[]): string =>
  encodeCursor({ statement: 0, skip, ...(after && { after }) }, [sql, [], {}]);

const cases: Record<string, { sql: string; max_rows?: number; cursor?: string }> = {
  "select 1": { sql: "select 1" },
  "first page": { sql: events },
  "10,000 rows asked for": { sql: events, max_rows: 10_000 },
  "page 2 by key": { sql: events, cursor: at(events, 200, [200]) },
  "row 4,000,000 by key": { sql: events, cursor: at(events, 4_000_000, [4_000_000]) },
  "first page, sorted": { sql: sorted },
  "page 2 by count": { sql: sorted, cursor: at(sorted, 200) },
  "row 4,000,000 by count": { sql: sorted, cursor: at(sorted, 4_000_000) },
  "rows of 500 kB": { sql: "select id, repeat(payload, 15000) from events" },
  "one value of 100 MB": { sql: "select repeat('x', 100000000)" },
};

const [url, name] = process.argv.slice(2);
if (url !== undefined && name !== undefined) await measure(url, name);
else await all();

/** In a process of its own: prints milliseconds of a warm call, megabytes at the peak, and rows. */
async function measure(url: string, name: string): Promise<void> {
  const pool = createPool({ deployment: "url", address: async () => addressFromUrl(url) });
  const { signal } = new AbortController();
  const deps = { session: () => pool.open({ signal }) } as unknown as Deps;
  const call: Call = { signal, progress: () => {}, confirm: async () => {} };
  const run = async (): Promise<string> => {
    const input = runSql.input.parse({ timeout_ms: 120_000, ...cases[name] });
    try {
      const output = runSql.output.parse(await runSql.run(input, deps, call));
      return `${output.results[0]?.rows.length} rows`;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  await run();
  const calls = [];
  for (let index = 0; index < RUNS; index++) calls.push(await timed(run));
  const peak = process.resourceUsage().maxRSS / 1024;
  const got = calls[0]?.result ?? "";
  process.stdout.write(JSON.stringify([median(calls.map(({ ms }) => ms)), peak, got]));
  await pool.close();
}

async function all(): Promise<void> {
  const home = temporaryHome();
  const cluster = await startCluster(home, await findInstallation(home));
  try {
    const client = new pg.Client({ connectionString: cluster.url });
    await client.connect();
    await client.query(
      `create table events as select n as id, n % 1000 as tenant_id, md5(n::text) as payload, now() as at from generate_series(1, ${ROWS}) n`,
    );
    await client.query("alter table events add primary key (id)");
    await client.query("vacuum analyze events");
    await client.end();
    const figures: Record<string, Record<string, string | number>> = {};
    for (const each of Object.keys(cases)) {
      const args = ["--import", "tsx", import.meta.filename, cluster.url, each];
      const output = execFileSync(process.execPath, args, { encoding: "utf8" });
      const [ms, peak, got] = JSON.parse(output) as [number, number, string];
      figures[each] = { "warm ms": ms, "peak MB": peak, got };
    }
    print(`run_sql over ${ROWS.toLocaleString("en")} rows, median of ${RUNS}`, figures);
  } finally {
    await cluster.stop();
  }
}
