import { afterAll, expect, test } from "vitest";
import { cluster, majors } from "../helpers/versions.ts";
import { compareSchema, fidelitySchemas } from "../src/twin/fidelity.ts";
import { twinHome } from "../src/twin/fixture.ts";

const home = twinHome();
afterAll(() => home[Symbol.asyncDispose]());

/** All rows with `ALL_CELLS=1`, as the bench has them; otherwise a tenth, of which the same has to be true. */
const part = process.env["ALL_CELLS"] === "1" ? 1 : 0.1;
const older = majors.filter((major) => major < 18);

/**
 * What makes the rest, by the version that brought it: histograms of ranges are shown from 17 on; 18 skips in btrees (`tasks_priority`),
 * and has SETOP read two inputs; 16 and 17 have joins and sorts that the ones before do not. None of these can be switched off.
 */
test.each(older)("plans of Postgres %i have the shape of the twin's", async (major) => {
  let queries = 0;
  const others: string[] = [];
  for (const schema of fidelitySchemas) {
    const { compared } = await compareSchema(schema, await cluster(major), home, part);
    queries += compared.length;
    others.push(...compared.filter(({ sameShape }) => !sameShape).map(({ sql }) => sql));
  }
  expect(queries).toBeGreaterThan(200);
  expect(others.length / queries, others.join("\n")).toBeLessThanOrEqual(0.05);
}, 300_000);
