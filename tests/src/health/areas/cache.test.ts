import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDatabase } from "../../../helpers/postgres.ts";
import { removeHome } from "../../../helpers/temporary-folder.ts";
import { checked } from "../checked.ts";
import { ownCluster } from "../cluster.ts";

/** An extension with the view and the function of Neon's, whose figures are rows of a table: no npm package has the real one. */
const likeNeon = `
create table counters (hits bigint, misses bigint, pages int);
insert into counters values (0, 0, 0);
create view neon_stat_file_cache as
  select misses as file_cache_misses, hits as file_cache_hits, hits as file_cache_used, misses as file_cache_writes,
         round(hits * 100.0 / nullif(hits + misses, 0), 2) as file_cache_hit_ratio from counters;
create function approximate_working_set_size_seconds(duration int default null) returns int language sql
  begin atomic select pages from counters; end;
grant select on neon_stat_file_cache to pg_monitor;`;

test("the Local File Cache, by the extension's view and against the working set", async () => {
  const folder = mkdtempSync(join(tmpdir(), "neon-extension-"));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "extension"));
  writeFileSync(join(folder, "extension", "neon.control"), "default_version = '1.6'\n");
  writeFileSync(join(folder, "extension", "neon--1.6.sql"), likeNeon);
  await using cluster = await ownCluster({
    extension_control_path: `${folder}:$system`,
    "neon.file_cache_size_limit": "100MB",
  });
  await using database = await testDatabase("", cluster.url);
  await database.runAsSuperuser("create schema odd; create extension neon schema odd");
  const read = async () => {
    const { verdicts } = await checked(database.superuserUrl, { areas: ["cache"] }, 0.000_1);
    return verdicts[0];
  };
  const after = async (hits: number, misses: number, pages: number) => {
    await database.runAsSuperuser(
      `update odd.counters set hits = ${hits}, misses = ${misses}, pages = ${pages}`,
    );
    return read();
  };

  const well = await after(990_000, 5_000, 4_000);
  expect(well).toMatchObject({ verdict: "ok", findings: [] });
  expect(well?.summary).toMatch(
    /^99 % found in the Local File Cache .*working set of an hour 31\.3 MB of 100 MB\.$/,
  );
  const young = await after(800, 200, 4_000);
  expect(young).toMatchObject({ verdict: "ok", summary: expect.stringContaining("too few") });
  const missing = await after(800_000, 200_000, 4_000);
  expect(missing).toMatchObject({ verdict: "watch", figures: { file_cache_hit_ratio: 0.8 } });
  expect(missing?.findings[0]?.message).toContain("a longer suspend time");
  const small = await after(990_000, 5_000, 40_000);
  expect(small?.findings).toMatchObject([{ rule: "file-cache-misses" }]);
  expect(small?.findings[0]?.message).toContain("working set of an hour 313 MB of 100 MB");

  await database.runAsSuperuser("drop extension neon");
  await database.run("create view public.neon_stat_file_cache as select 1 / 0 as file_cache_hits");
  expect(await read()).toMatchObject({
    figures: { shared_buffers_bytes: expect.any(Number) },
  });
  removeHome(folder);
});
