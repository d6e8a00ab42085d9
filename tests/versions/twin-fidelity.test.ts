import { afterAll, expect, test } from "vitest";
import { sample } from "../helpers/sample.ts";
import { cluster, majors } from "../helpers/versions.ts";
import { compareSchema, fidelitySchemas } from "../src/twin/fidelity.ts";
import { twinHome } from "../src/twin/fixture.ts";

const home = twinHome();
afterAll(() => home[Symbol.asyncDispose]());

/** All rows with `ALL_CELLS=1`, as the bench has them; otherwise a tenth, of which the same has to be true. */
const part = process.env["ALL_CELLS"] === "1" ? 1 : 0.1;
const older = majors.filter((major) => major < 18);
const cells = sample(
  older.flatMap((major) => fidelitySchemas.map((schema) => ({ major, schema }))),
);

/**
 * What makes the rest, by the version that brought it, and that nobody can switch off: 18 skips in btrees, and has SETOP read two inputs;
 * 16 joins to the right where there is no partner, and sorts in part for DISTINCT; joins and their memory are reckoned otherwise.
 */
test("plans of Postgres 14 to 17 have the shape of the twin's", async () => {
  let queries = 0;
  const others: string[] = [];
  for (const { major, schema } of cells) {
    const { compared } = await compareSchema(schema, await cluster(major), home, part);
    queries += compared.length;
    for (const { sql, sameShape } of compared) if (!sameShape) others.push(`${major}: ${sql}`);
  }
  expect(queries).toBeGreaterThan(250);
  expect(others.length / queries, others.join("\n")).toBeLessThanOrEqual(0.05);
}, 600_000);
