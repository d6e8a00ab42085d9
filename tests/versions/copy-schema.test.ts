import { expect, test } from "vitest";
import { cluster, majors } from "../helpers/versions.ts";
import { fixtureNames } from "../src/schema/fixtures.ts";
import { faults, roundTrip } from "../src/schema/round-trip.ts";

const older = majors.filter((major) => major < 18);
const cases = older.flatMap((major) => fixtureNames.map((name) => [name, major] as const));

test("there are schemas and versions", () => {
  expect(cases.length).toBeGreaterThan(30);
});

test.each(cases)("schema %s of Postgres %i is copied to the same version", async (name, major) => {
  const place = { major, cluster: await cluster(major) };
  expect(faults(await roundTrip(name, place, place))).toEqual([]);
});

test.each(cases)("schema %s of Postgres %i is copied to Postgres 18", async (name, major) => {
  const from = { major, cluster: await cluster(major) };
  const to = { major: 18, cluster: await cluster(18) };
  expect(faults(await roundTrip(name, from, to))).toEqual([]);
});
