import { expect, test } from "vitest";
import { testDatabase } from "../helpers/postgres.ts";
import { cluster, majors } from "../helpers/versions.ts";
import type { Major } from "../helpers/versions.ts";
import { readStatistics } from "../../src/twin/statistics/read.ts";
import { openSession } from "../src/query/session.ts";
import { carry, data, pairOf, schema } from "../src/twin/statistics/fixture.ts";

/** Postgres 14 to 16 lack these columns. */
const shownFrom17 = ["range_length_histogram", "range_empty_frac", "range_bounds_histogram"];

test.each(majors)("statistics of Postgres %i are carried to Postgres 18", async (major) => {
  await using pair = await pairOf(schema, data, await cluster(major));
  const { missing } = await carry(pair);
  expect(missing).toEqual([]);

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

/** Histograms of ranges by column, their elements apart. */
async function rangesOf(major: Major): Promise<ReadonlyMap<string, readonly string[]>> {
  await using database = await testDatabase(schema, await cluster(major));
  for (const sql of data.split(";").filter((text) => text.trim() !== "")) await database.run(sql);
  await using session = await openSession(database.url);
  const { columns } = await readStatistics(session);
  return new Map(
    columns.flatMap(({ column, range_bounds_histogram, range_length_histogram }) =>
      range_bounds_histogram === null
        ? []
        : [
            [
              column,
              [
                ...range_bounds_histogram.split('","'),
                ...(range_length_histogram ?? "").split(","),
              ],
            ] as const,
          ],
    ),
  );
}

test("histograms of ranges that Postgres does not show are made as ANALYZE makes them", async () => {
  const [made, shown] = [await rangesOf(14), await rangesOf(18)];
  expect([...made.keys()].toSorted()).toEqual([...shown.keys()].toSorted());
  expect(made.size).toBe(4);
  for (const [column, elements] of shown) {
    const same = elements.filter((element, at) => made.get(column)?.[at] === element);
    expect(same.length / elements.length, column).toBeGreaterThan(0.9);
  }
});
