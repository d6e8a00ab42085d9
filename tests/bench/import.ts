import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { writeRows } from "../src/data/rows-file.ts";
import { median, print, timed } from "./figures.ts";

/**
 * import_data against psql's `\copy` of the same file, in turn: rows per second and the importing process's peak memory.
 * `npm run bench -- import [MB] [RUNS]`; Linux, with psql in the path.
 */
const megabytes = Number(process.argv[2] ?? 5000);
const runs = Number(process.argv[3] ?? 3);
const program = resolve(import.meta.dirname, "../src/data/importing.ts");

const folder = realpathSync(mkdtempSync(join(tmpdir(), "neon-dba-bench-import-")));
const file = join(folder, "rows_file.csv");
const columns = "(id text, name text, amount numeric, note text)";

const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
const client = new pg.Client({ connectionString: cluster.url });
await client.connect();
const { good, bad } = writeRows(file, megabytes * 1_000_000);
const rows = good + bad;
const ours: number[] = [];
const theirs: number[] = [];
let peak = 0;
for (let run = 0; run < runs; run += 1) {
  await fresh();
  const psql = await timed(async () => {
    const copy = `\\copy rows_file from '${file}' (format csv, header true)`;
    const { status, stderr } = spawnSync("psql", [cluster.url, "-qc", copy]);
    if (status !== 0) throw new Error(String(stderr));
  });
  theirs.push((rows * 1000) / psql.ms);
  await fresh();
  ours.push(await importOnce());
}
await client.end();
await cluster.stop();
rmSync(folder, { recursive: true });
print(`import_data, ${megabytes} MB, ${rows} rows, ${runs} runs`, {
  "psql \\copy": { "rows/s": Math.round(median(theirs)) },
  import_data: {
    "rows/s": Math.round(median(ours)),
    "of psql": median(ours.map((each, index) => each / (theirs[index] ?? Number.NaN))),
    "peak MB": peak / 1024,
  },
});

async function fresh(): Promise<void> {
  await client.query(
    `drop schema if exists neon_dba cascade; drop table if exists rows_file; create table rows_file ${columns}; checkpoint`,
  );
}

/** Rows per second, from the call to its end, without the start of the process. */
async function importOnce(): Promise<number> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", program, folder, file, join(folder, "home")],
    {
      env: { ...process.env, DATABASE_URL: cluster.url },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const watch = setInterval(() => {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
  }, 200);
  await once(child, "close");
  clearInterval(watch);
  const result = JSON.parse(text.trim().split("\n").at(-1) ?? "") as { rows_per_second: number };
  return result.rows_per_second;
}
