import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDatabase } from "../../helpers/postgres.ts";
import { importAndKill } from "./kill-import.ts";
import { COUNT, sumOf, writeRows } from "./rows-file.ts";

test("killed three times, an import loses nothing and repeats nothing", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "neon-dba-kill-import-")));
  await using database = await testDatabase(
    "create table rows_file (id int, name text, amount numeric, note text)",
  );
  const file = "rows_file.csv";
  const made = writeRows(join(folder, file), 26_000_000);
  const run = (when: { chunks: number; ms: number } | undefined): Promise<unknown> =>
    importAndKill({ url: database.url, folder, file, when });
  const places: number[] = [];
  for (const when of [
    { chunks: 1, ms: 0 },
    { chunks: 1, ms: 40 },
    { chunks: 0, ms: 150 },
  ]) {
    expect(await run(when)).toBeUndefined();
    const [row] = await database.run("select position::int as at from neon_dba.import");
    places.push(Number(row?.["at"]));
  }
  const done = await run(undefined);
  expect(places[0]).toBeGreaterThan(8_000_000);
  expect(places[1]).toBeGreaterThan(Number(places[0]));
  expect(done).toMatchObject({ resumed: { rows: expect.any(Number) } });
  expect(done).toMatchObject({ tables: [{ rows: made.good, rejected: made.bad }] });
  expect(await database.run(COUNT)).toEqual([
    { rows: made.good, different: made.good, sum: sumOf(made) },
  ]);
  const aside = readFileSync(join(folder, `${file}.rejects.csv`), "utf8");
  expect(aside.match(/^\d+,22P02,id,/gm)).toHaveLength(made.bad);
  rmSync(folder, { recursive: true });
});
