import { expect, test } from "vitest";
import { cluster, majors } from "../helpers/versions.ts";
import { carry, data, pairOf, schema } from "../src/twin/statistics/fixture.ts";

/** Postgres 14 to 16 lack these columns. */
const shownFrom17 = ["range_length_histogram", "range_empty_frac", "range_bounds_histogram"];

test.each(majors)("statistics of Postgres %i are carried to Postgres 18", async (major) => {
  await using pair = await pairOf(schema, data, await cluster(major));
  const { missing } = await carry(pair);
  const ranges = ["own", "period", "periods", "window_"].map((column) => ({
    object: `statistics of column ${column} of public.kinds`,
    reason: "Postgres shows the histograms of ranges from 17 on.",
  }));
  expect(missing).toEqual(major < 17 ? ranges : []);

  const read = async (sql: string): Promise<unknown[][]> => [
    await pair.original.runAsSuperuser(sql),
    await pair.twin.runAsSuperuser(sql),
  ];
  const hidden = major < 17 ? ` - '{${shownFrom17.join(",")}}'::text[]` : "";
  const [columns, columnsOfTwin] = await read(`
    select to_jsonb(s)${hidden} as s from pg_stats s where schemaname in ('public', 'Odd, Schema') and tablename !~ '^pg_stat_'
     order by schemaname, tablename, attname, inherited`);
  expect(columns?.length).toBeGreaterThan(70);
  expect(columnsOfTwin).toEqual(columns);

  // 14 shows a row for an object that was never analyzed
  const [extended, extendedOfTwin] = await read(`
    select to_jsonb(s) - '{statistics_owner,inherited}'::text[] as s, n_distinct::bytea::text, dependencies::bytea::text
      from pg_stats_ext s where statistics_name <> 'never_all' order by statistics_schemaname, statistics_name, to_jsonb(s) ->> 'inherited'`);
  const [expressions, expressionsOfTwin] = await read(`
    select to_jsonb(s) - '{statistics_owner,inherited}'::text[] as s
      from pg_stats_ext_exprs s order by statistics_schemaname, statistics_name, expr`);
  expect(extended?.length).toBeGreaterThan(7);
  expect(expressions?.length).toBe(3);
  expect([extendedOfTwin, expressionsOfTwin]).toEqual([extended, expressions]);
});
