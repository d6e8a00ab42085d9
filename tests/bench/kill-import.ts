import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import pg from "pg";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { importAndKill } from "../src/data/kill-import.ts";
import { COUNT, sumOf, writeRows } from "../src/data/rows-file.ts";
import { print } from "./figures.ts";

/** kill -9 of an import at random moments until it has come to its end, over and over. `npm run bench -- kill-import [KILLS]`. */
const kills = Number(process.argv[2] ?? 50);
const folder = realpathSync(mkdtempSync(join(tmpdir(), "neon-dba-bench-kill-import-")));
const file = "rows_file.csv";
const made = writeRows(join(folder, file), 60_000_000);
const expected = { rows: made.good, different: made.good, sum: sumOf(made) };

const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
const client = new pg.Client({ connectionString: cluster.url });
await client.connect();
let [killed, imports, wrong] = [0, 0, 0];
while (killed < kills) {
  await client.query(
    "drop schema if exists neon_dba cascade; drop table if exists rows_file; create table rows_file (id int, name text, amount numeric, note text)",
  );
  for (;;) {
    const when = killed < kills ? { chunks: 0, ms: Math.random() * 1500 } : undefined;
    const done = await importAndKill({ url: cluster.url, folder, file, when });
    if (done === undefined) killed += 1;
    // killed after its last row, it is over all the same: the same call again would ask whether the rows are to be added once more
    if (done !== undefined || (await isFinished())) break;
  }
  imports += 1;
  const [got] = (await client.query(COUNT)).rows as unknown[];
  const aside = readFileSync(join(folder, `${file}.rejects.csv`), "utf8");
  if (!isDeepStrictEqual(got, expected) || aside.match(/^\d+,22P02/gm)?.length !== made.bad)
    wrong += 1;
}
await client.end();
await cluster.stop();
rmSync(folder, { recursive: true });
print("killed imports", { import_data: { kills: killed, imports, "lost or repeated": wrong } });

async function isFinished(): Promise<boolean> {
  const there = await client.query("select to_regclass('neon_dba.import') is not null as there");
  if (there.rows[0]?.there !== true) return false;
  const { rows } = await client.query(
    "select finished_at is not null as finished from neon_dba.import",
  );
  return rows[0]?.finished === true;
}
