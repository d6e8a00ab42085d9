import { expect, test } from "vitest";
import { storage } from "../../../../src/health/areas/storage.ts";
import { limitOf, nearLimit } from "../../../../src/health/areas/storage/limit.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { readArea } from "../read-area.ts";

test("sizes are those that Postgres says, and give no alarm where nothing limits them", async () => {
  await using database = await testDatabase(
    "create table notes (id int primary key, body text); insert into notes select i, repeat(md5(i::text), 400) from generate_series(1, 2000) i",
  );
  await database.run("vacuum analyze notes");
  const [size] = await database.run(
    "select pg_database_size(current_database())::int as here, pg_total_relation_size('notes')::int as notes",
  );
  const report = await readArea(storage, database.url);
  expect(report).toMatchObject({ verdict: "ok", findings: [] });
  expect(report.figures["database_bytes"]).toBe(size?.["here"]);
  expect(report.figures["all_databases_bytes"]).toBeGreaterThanOrEqual(Number(size?.["here"]));
  const [, told, unit] = /largest: `public\.notes`, ([\d.]+) (MB|kB)/.exec(report.summary) ?? [];
  const times = (Number(told) * (unit === "MB" ? 1_048_576 : 1_024)) / Number(size?.["notes"]);
  expect(times).toBeGreaterThan(0.9);
  expect(times).toBeLessThan(1.1);
});

const GB = 1e9;
const largest = [{ name: "public.events", bytes: 0.6 * GB }];

test.each([
  ["room enough", { all: 0.5 * GB, perDay: 0.001 * GB, largest }, "free", []],
  ["four fifths are taken", { all: 0.85 * GB, perDay: undefined, largest }, "free", ["warning"]],
  ["nearly full", { all: 0.96 * GB, perDay: undefined, largest }, "free", ["error"]],
  ["full in ten days", { all: 0.5 * GB, perDay: 0.05 * GB, largest }, "free", ["warning"]],
  ["full in two days", { all: 0.5 * GB, perDay: 0.25 * GB, largest }, "free", ["error"]],
  ["over it", { all: 2 * GB, perDay: 0.25 * GB, largest }, "free", ["error"]],
  ["what is more is billed", { all: 90 * GB, perDay: GB, largest }, "launch", []],
  ["nobody knows the plan", { all: 90 * GB, perDay: GB, largest }, undefined, []],
] as const)("%s", (_name, sizes, plan, levels) => {
  const told = [...nearLimit(sizes, plan)];
  expect(told.map(({ level }) => level)).toEqual(levels);
  for (const { message } of told) {
    expect(message).toContain("`public.events` 572 MB");
    expect(message).not.toMatch(/NaN|undefined|Infinity/);
  }
});

test("a plan that bills has no limit", () => {
  expect([limitOf("free"), limitOf("launch"), limitOf("scale")]).toEqual([
    GB,
    undefined,
    undefined,
  ]);
});
