import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cluster, majors } from "../helpers/versions.ts";
import { sample } from "../helpers/sample.ts";
import { faultsOf } from "../src/schema/difference/both-ways.ts";
import { pairs } from "../src/schema/difference/pairs.ts";
import { openWorkbench } from "../src/schema/difference/workbench.ts";
import type { Workbench } from "../src/schema/difference/workbench.ts";

const older = majors.filter((major) => major < 18);
const cells = sample(
  older.flatMap((major, at) =>
    pairs.map((pair, index) => ({ major, pair, turn: (index + at) % 3 })),
  ),
);

describe.each(older)("Postgres %i", (major) => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await openWorkbench(await cluster(major));
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  const some = cells.filter(
    ({ pair, turn, ...cell }) =>
      cell.major === major &&
      pair.since <= major &&
      (turn === 0 || process.env["ALL_CELLS"] === "1"),
  );

  test("there are pairs of schemas", () => {
    expect(some.length).toBeGreaterThan(8);
  });

  test.each(some.map(({ pair }) => [pair.name, pair] as const))(
    "%s: each becomes the other",
    async (_, pair) => {
      expect(await faultsOf(bench, pair)).toEqual([]);
    },
  );
});
