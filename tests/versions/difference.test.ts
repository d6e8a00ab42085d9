import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cluster, majors } from "../helpers/versions.ts";
import { faultsOf } from "../src/schema/difference/both-ways.ts";
import { pairs } from "../src/schema/difference/pairs.ts";
import { openWorkbench } from "../src/schema/difference/workbench.ts";
import type { Workbench } from "../src/schema/difference/workbench.ts";

const older = majors.filter((major) => major < 18);

/** A few of them on each version, others on the next. `ALL_CELLS=1 npm run test:versions` runs all on each. */
const some = (major: number, at: number): typeof pairs =>
  pairs
    .filter(({ since }) => since <= major)
    .filter((_, index) => process.env["ALL_CELLS"] === "1" || (index + 2 * at) % 9 === 0);

describe.each(older.map((major, at) => [major, at] as const))("Postgres %i", (major, at) => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await openWorkbench(await cluster(major));
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  test("there are pairs of schemas", () => {
    expect(some(major, at).length).toBeGreaterThan(8);
  });

  test.each(some(major, at).map((pair) => [pair.name, pair] as const))(
    "%s: each becomes the other",
    async (_, pair) => {
      expect(await faultsOf(bench, pair)).toEqual([]);
    },
  );
});
